import { isFixed, numbersIn, type Signal, signal } from '../graphValue';
import { tensorTerm } from '../terms/term';
import { single } from './elementwiseOps';
import type { Op, OpContext } from './op';

type Sides = readonly (readonly number[])[];

/** Zeros, a number, or the mirror image around a value. */
export const padding = (kind: 'constant' | 'mirror'): Op =>
  single((context, value) => {
    const { node, inputs } = context;
    // wasm traps where the graph pads other axes than there are
    const list = isFixed(inputs[1]) && inputs[1].shape[1] === 2 ? numbersIn(inputs[1]) : undefined;
    const sides = value.order.map((_, axis) => list?.slice(2 * axis, 2 * axis + 2) ?? []);
    if (list?.length !== 2 * sides.length || sides[0]?.some((count) => count !== 0))
      return undefined;
    if (list.every((count) => count === 0)) return value;
    const mode = kind === 'constant' ? kind : String(node.attributes['mode']).toLowerCase();
    return padded(context, value, sides, { mode, value: fillOf(context, kind) });
  });

const fillOf = ({ inputs }: OpContext, kind: string): number =>
  kind === 'constant' ? (numbersIn(inputs[2])?.[0] ?? 0) : 0;

interface How {
  readonly mode: string;
  readonly value: number;
}

/** By the layer of tf.js where it can, in whichever order of the axes. */
function padded({ node, add, layerOf, plain }: OpContext, value: Signal, sides: Sides, how: How) {
  const own = value.order.map((_, axis) => sides[value.order.indexOf(axis)] as readonly number[]);
  const isOfZeros = how.mode === 'constant' && how.value === 0;
  const zeros = (around: Sides, x: ReturnType<typeof plain>) =>
    tensorTerm(add('ZeroPadding2D', node.name, { padding: around.slice(1, 3) }, [x]));
  if (isOfZeros && isOfImage(sides)) return signal(zeros(sides, plain(value)));
  const x = layerOf(value.term);
  if (isOfZeros && isOfImage(own)) return signal(zeros(own, x), value.order);
  const y = add('Padding', node.name, { padding: own.slice(1), ...how }, [x]);
  return signal(tensorTerm(y), value.order);
}

/** Whether there is something around rows and columns only, of images with channels last. */
const isOfImage = (sides: Sides): boolean =>
  sides.length === 4 && sides[3]?.every((count) => count === 0) === true;
