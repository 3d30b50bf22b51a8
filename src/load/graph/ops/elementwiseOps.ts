import { numberIn } from '../graphNode';
import { type GraphValue, isFixed, isSignal, type Signal, signal } from '../graphValue';
import type { CurveName } from '../terms/curves';
import { settled } from '../terms/layersOf';
import { isLarge } from '../terms/recognised';
import { affine, type Join, rootOf, type Term, tensorTerm } from '../terms/term';
import { withBias } from './bias';
import { withNumbers } from './numbers';
import type { Op, OpContext, Ops } from './op';

/** A function of each value; large terms begin anew. */
export function curved(
  { node, layerOf }: OpContext,
  { term, order }: Signal,
  curve: CurveName,
  parameter = 0,
): Signal {
  const of = isLarge(term) ? settled(layerOf, term) : term;
  return signal({ kind: 'curve', name: node.name, of, curve, parameter }, order);
}

const scaledBy = ({ node }: OpContext, { term, order }: Signal, scale: number, shift = 0): Signal =>
  signal(affine(node.name, term, [scale], [shift]), order);

/** A function of the first input. */
export const single =
  (convert: (context: OpContext, x: Signal) => GraphValue | undefined): Op =>
  (context) => {
    const [x] = context.inputs;
    return isSignal(x) ? convert(context, x) : undefined;
  };

const curve = (name: CurveName, parameter?: number): Op =>
  single((context, x) => curved(context, x, name, parameter));

/** Two signals, value by value. */
function joined(context: OpContext, className: Join, a: Signal, b: Signal): Signal | undefined {
  const { node, layerOf, plain, add } = context;
  const isSameOrder = `${a.order}` === `${b.order}`;
  if (a.term === b.term && isSameOrder) {
    if (className === 'Add') return scaledBy(context, a, 2);
    return className === 'Multiply' ? curved(context, a, 'power', 2) : a;
  }
  if (a.order.length !== b.order.length) return undefined;
  const { name } = node;
  const both: Term = { kind: 'joined', name, className, parts: [a.term, b.term] };
  if (isSameOrder && rootOf(a.term) === rootOf(b.term) && !isLarge(both))
    return signal(both, a.order);
  const inputs = isSameOrder ? [layerOf(a.term), layerOf(b.term)] : [plain(a), plain(b)];
  const y = tensorTerm(add(className, name, {}, inputs));
  return isSameOrder ? signal(y, a.order) : signal(y);
}

type Values = readonly [a: GraphValue | undefined, b: GraphValue | undefined];

/** Both signals by a layer, or numbers of the file taken into the other. */
const commuting =
  (className: Join, take: (name: string, term: Term, numbers: readonly number[]) => Term): Op =>
  (context) => {
    const [a, b] = context.inputs as Values;
    if (isSignal(a) && isSignal(b)) return joined(context, className, a, b);
    const [of, by] = isSignal(a) ? [a, b] : [b, a];
    if (!isSignal(of) || !isFixed(by)) return undefined;
    return withNumbers(context, of, by, (term, numbers) => take(context.node.name, term, numbers));
  };

const times = commuting('Multiply', (name, term, numbers) => affine(name, term, numbers, [0]));
const plus: Op = (context) =>
  withBias(context) ??
  commuting('Add', (name, term, numbers) => affine(name, term, [1], numbers))(context);

/** The larger or smaller of value and number. */
const limited = (className: 'Maximum' | 'Minimum', name: CurveName): Op =>
  commuting(className, (node, of, numbers) => {
    const [limit, ...others] = numbers as [number, ...number[]];
    if (others.length === 0)
      return { kind: 'curve', name: node, of, curve: name, parameter: limit };
    // max(x, c) = relu(x - c) + c, min(x, c) = c - relu(c - x)
    const sign = [className === 'Maximum' ? 1 : -1];
    const inner = affine(
      node,
      of,
      sign,
      numbers.map((one) => -one * (sign[0] as number)),
    );
    const relu = { kind: 'curve', name: node, of: inner, curve: 'relu', parameter: 0 } as const;
    return affine(node, relu, sign, numbers);
  });

const negated = (context: OpContext, value: GraphValue | undefined): GraphValue | undefined => {
  if (isSignal(value)) return scaledBy(context, value, -1);
  return isFixed(value) ? { ...value, values: Array.from(value.values, (one) => -one) } : value;
};

const minus: Op = (context) => {
  const [a, b] = context.inputs as Values;
  const inputs = [a, negated(context, b)];
  return plus({ ...context, inputs: inputs as GraphValue[] });
};

const over: Op = (context) => {
  const [a, b] = context.inputs as Values;
  const inverse = isSignal(b)
    ? curved(context, b, 'power', -1)
    : isFixed(b) && { ...b, values: Array.from(b.values, (one) => 1 / one) };
  return inverse ? times({ ...context, inputs: [a as GraphValue, inverse] }) : undefined;
};

const squaredDifference: Op = (context) => {
  const difference = minus(context) as GraphValue | undefined;
  return isSignal(difference) ? curved(context, difference, 'power', 2) : undefined;
};

const raised: Op = (context) => {
  const [x, exponent] = context.inputs;
  if (!isSignal(x) || !isFixed(exponent) || exponent.values.length !== 1) return undefined;
  return curved(context, x, 'power', exponent.values[0] as number);
};

const clipped = single((context, x) => {
  const [, low, high] = context.inputs;
  if (!isFixed(low) || !isFixed(high)) return undefined;
  const above = curved(context, x, 'maximum', low.values[0]);
  return curved(context, above, 'minimum', high.values[0]);
});

/** Those beyond a multiplication, in which relu(-x) and -relu(x) meet. */
const leaky = single((context, x) => {
  const { node } = context;
  return curved(context, x, 'leakyRelu', numberIn(node, 'alpha', 0.2));
});

const addition: Op = (context) => {
  const { node, inputs, add, plain } = context;
  if (!inputs.every(isSignal)) return undefined;
  return inputs.length === 1
    ? inputs[0]
    : signal(tensorTerm(add('Add', node.name, {}, (inputs as Signal[]).map(plain))));
};

/** What is done to each value. */
export const elementwiseOps: Ops = {
  Mul: times,
  AddV2: plus,
  Add: plus,
  BiasAdd: plus,
  Sub: minus,
  RealDiv: over,
  Div: over,
  AddN: addition,
  Maximum: limited('Maximum', 'maximum'),
  Minimum: limited('Minimum', 'minimum'),
  ClipByValue: clipped,
  SquaredDifference: squaredDifference,
  Pow: raised,
  LeakyRelu: leaky,
  Neg: ({ inputs: [x], ...rest }) => negated({ ...rest, inputs: [] }, x),
  Relu: curve('relu'),
  Relu6: curve('relu6'),
  Elu: curve('elu'),
  Selu: curve('selu'),
  Sigmoid: curve('sigmoid'),
  Tanh: curve('tanh'),
  Softplus: curve('softplus'),
  Softsign: curve('softsign'),
  Exp: curve('exp'),
  Log: curve('log'),
  Abs: curve('abs'),
  Erf: curve('erf'),
  Sin: curve('sin'),
  Cos: curve('cos'),
  Square: curve('power', 2),
  Sqrt: curve('power', 0.5),
  Rsqrt: curve('power', -0.5),
  Reciprocal: curve('power', -1),
  Log1p: single((context, x) => curved(context, scaledBy(context, x, 1, 1), 'log')),
  Expm1: single((context, x) => scaledBy(context, curved(context, x, 'exp'), 1, -1)),
};
