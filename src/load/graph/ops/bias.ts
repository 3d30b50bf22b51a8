import { type Fixed, isFixed, isSignal, type Signal, signal } from '../graphValue';
import type { Weighted } from '../terms/term';
import type { OpContext } from './op';

/** The numbers added to each channel of a layer with weights become its bias, where nothing else reads it. */
export function withBias({ inputs, readers }: OpContext): Signal | undefined {
  const value = inputs.find(isSignal);
  const numbers = inputs.find(isFixed);
  if (!value || !numbers || value.term.kind !== 'weighted') return undefined;
  const { term, order } = value;
  const axis = axisOf(numbers, order.length);
  const isOfChannels = axis !== undefined && order[axis] === order.length - 1;
  if (!isOfChannels || term.readers !== 1 || !takesBias(term, numbers)) return undefined;
  return signal({ ...biased(term, numbers), readers }, order);
}

const takesBias = ({ config, shape }: Weighted, { values }: Fixed): boolean =>
  config['useBias'] === false && values.length === shape.at(-1);

/** The axis of a value along which numbers lie; undefined where there are several, or one number for all. */
function axisOf({ shape, values }: Fixed, rank: number): number | undefined {
  const lengthwise = shape.flatMap((size, i) => (size === values.length ? [i] : []));
  const own = shape.length === 1 ? 0 : lengthwise.at(-1);
  return own === undefined || shape.length > rank ? undefined : own + rank - shape.length;
}

export const biased = (term: Weighted, { values }: Pick<Fixed, 'values'>): Weighted => ({
  ...term,
  config: { ...term.config, useBias: true },
  weights: [...term.weights, { shape: [values.length], values }],
});
