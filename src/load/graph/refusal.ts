import { RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import { nameOf } from './fixedValues';
import { isSignal, type Signal, shapeIn } from './graphValue';
import type { OpContext } from './ops/op';

/** Of a node that cannot be converted. */
export class Refusal extends RuleError {}

/** Names the node, and the nearest before it whose value can be had. */
export function refuse({ node, inputs }: OpContext, error?: Error): never {
  const before = node.inputs.flatMap((one, i) => {
    const value = inputs[i];
    return isSignal(value) ? [{ name: nameOf(one), value }] : [];
  });
  const shapes = before.map(({ value }) => `[${shapeIn(value).map((size) => size ?? 'any')}]`);
  const of = shapes.length > 0 ? ` of ${shapes.join(' and ')}` : '';
  const why = error ? ` (${error.message})` : '';
  const last = before.find(({ value }) => !isOfInput(value));
  const way = last ? `: up to there it can be had by outputs: ${shown(last.name)}` : '';
  const title = `node ${shown(node.name)}, a ${node.op}${of},`;
  throw new Refusal(`${title} cannot be converted${why}${way}`, { cause: error });
}

const isOfInput = ({ term }: Signal): boolean =>
  term.kind === 'tensor' && term.x.sourceLayer.getClassName() === 'InputLayer';
