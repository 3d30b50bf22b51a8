import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { tfjsLayer } from '../../keras/tfjsLayer';
import { numberIn } from '../graphNode';
import { type Fixed, isFixed, type Signal, shapeIn, signal, transposed } from '../graphValue';
import type { CurveName } from '../terms/curves';
import { parametric } from '../terms/layersOf';
import { type Term, tensorTerm, type Weighted, type Weights } from '../terms/term';
import { biased } from './bias';
import { numbersOfAll } from './numbers';
import type { OpContext } from './op';

/** A layer with weights, before what is fused into it. */
export interface Layer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly x: SymbolicTensor;
  readonly kernel: Weights;
}

/** A layer with weights, and what its node has taken in: its further inputs begin at `from`. */
export function weighted(context: OpContext, layer: Layer, from: number): Term | undefined {
  const { node, readers } = context;
  const fused = fusedIn(context, from);
  if (!fused) return undefined;
  const { className, config: settings, x, kernel } = layer;
  const config = { ...settings, useBias: false };
  const { curve, slopes, bias } = fused;
  const term: Weighted = {
    ...{ kind: 'weighted', name: node.name, className, config, x, weights: [kernel] },
    shape: tfjsLayer(className, config).computeOutputShape(x.shape) as (number | null)[],
    readers: curve || slopes ? 1 : readers,
  };
  if (bias && bias.values.length !== term.shape.at(-1)) return undefined;
  const y = bias ? biased(term, bias) : term;
  if (slopes) return withSlopes(context, signal(y), slopes)?.term;
  if (!curve) return y;
  const parameter = numberIn(node, 'leakyrelu_alpha', 0.2);
  return { kind: 'curve', name: node.name, of: y, curve, parameter };
}

interface Fused {
  bias?: Fixed;
  curve?: CurveName;
  slopes?: Fixed;
}

function fusedIn({ node, inputs }: OpContext, from: number): Fused | undefined {
  const fused: Fused = {};
  let next = from;
  for (const op of (node.attributes['fused_ops'] ?? []) as string[]) {
    const value = inputs[next];
    if (op === 'BiasAdd' && isFixed(value)) {
      fused.bias = value;
      next++;
    } else if (op === 'Prelu' && isFixed(value)) fused.slopes = value;
    else if (Object.hasOwn(activations, op)) fused.curve = activations[op] as CurveName;
    else return undefined;
  }
  return fused;
}

const activations: Readonly<Record<string, CurveName>> = {
  ...{ Relu: 'relu', Relu6: 'relu6', Elu: 'elu', Selu: 'selu', LeakyRelu: 'leakyRelu' },
  ...{ Sigmoid: 'sigmoid', Tanh: 'tanh', Softplus: 'softplus' },
};

/** Below 0, values are multiplied by slopes, which broadcast. */
export function withSlopes(
  { node, add, plain, layerOf }: OpContext,
  value: Signal,
  { shape: given, values }: Fixed,
): Signal | undefined {
  if (values.length === 1) {
    const parameter = values[0] as number;
    const of = value.term;
    return signal(
      { kind: 'curve', name: node.name, of, curve: 'leakyRelu', parameter },
      value.order,
    );
  }
  const sizes = shapeIn(value);
  const all = [...new Array<number>(Math.max(sizes.length - given.length, 0)).fill(1), ...given];
  const fits = all.every((size, axis) => size === 1 || (axis > 0 && size === sizes[axis]));
  if (!fits || all.length !== sizes.length) return undefined;
  const axis = value.order.indexOf(sizes.length - 1);
  // of channels alone, however the axes are ordered
  if (all[axis] === values.length) {
    const own = [...all.slice(2).map(() => 1), values.length];
    const y = parametric(add, node.name, layerOf(value.term), { shape: own, values });
    return signal(tensorTerm(y), value.order);
  }
  // wasm takes slopes of rows for those of channels: each value has its own
  const full = numbersOfAll(all, Array.from(values), sizes);
  const shape = sizes.slice(1) as number[];
  const x = plain(value);
  return full && signal(tensorTerm(parametric(add, node.name, x, { shape, values: full })));
}

/** Converts an op of images with channels last, whichever its own format is. */
export function onImages(
  { node }: OpContext,
  value: Signal,
  convert: (x: Signal) => Term | undefined,
): Signal | undefined {
  if (value.order.length !== 4) return undefined;
  const format = node.attributes['data_format'] ?? 'NHWC';
  const y = convert(format === 'NCHW' ? transposed(value, [0, 2, 3, 1]) : value);
  return y && signal(y, format === 'NCHW' ? [0, 3, 1, 2] : undefined);
}
