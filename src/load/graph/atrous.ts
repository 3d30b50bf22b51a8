import type { GraphNode } from './graphNode';
import { type Fixed, fixed } from './graphValue';

/** Convolutions that a graph computes on parts of an image, every second pixel of it or so: they are dilated. */
export interface Atrous {
  /** By convolution, how far apart its taps lie. */
  readonly dilations: ReadonlyMap<string, readonly number[]>;
  /** By node that takes an image apart, the zeros around it. */
  readonly margins: ReadonlyMap<string, Fixed>;
  /** Nodes that put an image together again. */
  readonly together: ReadonlySet<string>;
}

type Readers = ReadonlyMap<string, readonly GraphNode[]>;
type FixedValues = ReadonlyMap<string, Fixed>;

const convolution = /^(_?Fused)?(Conv2D|DepthwiseConv2dNative)$/;
const between =
  /^(BiasAdd|Add|AddV2|Mul|Relu6?|Elu|FusedBatchNorm(V[23])?|ExpandDims|Squeeze|Identity)$/;

/** Those between SpaceToBatchND and BatchToSpaceND, with nothing but functions of each value beside them. */
export function atrous(nodes: readonly GraphNode[], readers: Readers, values: FixedValues): Atrous {
  const dilations = new Map<string, readonly number[]>();
  const margins = new Map<string, Fixed>();
  const together = new Set<string>();
  for (const node of nodes) {
    const chain = node.op === 'SpaceToBatchND' ? chainBehind(node, readers) : undefined;
    const at = chain?.find(({ op }) => convolution.test(op));
    const last = chain?.at(-1);
    if (!chain || !at || !last) continue;
    const [block, crops] = [fixedInput(node, 1, values), fixedInput(last, 2, values)];
    const around = marginsOf(block, fixedInput(node, 2, values), crops);
    const lacking = chain.find(({ op }) => op === 'ExpandDims');
    const rates = ratesOf(block, lacking && fixedInput(lacking, 1, values));
    const isPlain =
      at.attributes['padding'] === 'VALID' &&
      [at.attributes['strides']].flat().every((step) => step === 1);
    if (!around || !rates || !isPlain) continue;
    dilations.set(at.name, rates);
    margins.set(node.name, around);
    together.add(last.name);
  }
  return { dilations, margins, together };
}

const fixedInput = ({ inputs }: GraphNode, i: number, values: FixedValues): Fixed | undefined =>
  values.get(inputs[i]?.node ?? '');

/** Up to where the image is put together; undefined where others read what lies between, or two convolutions do. */
function chainBehind(node: GraphNode, readers: Readers): readonly GraphNode[] | undefined {
  const chain: GraphNode[] = [];
  let [next, ...others] = readers.get(node.name) ?? [];
  while (next && others.length === 0 && (between.test(next.op) || convolution.test(next.op))) {
    chain.push(next);
    [next, ...others] = readers.get(next.name) ?? [];
  }
  const count = chain.filter(({ op }) => convolution.test(op)).length;
  const isWhole = next?.op === 'BatchToSpaceND' && others.length === 0 && count === 1;
  return isWhole ? [...chain, next as GraphNode] : undefined;
}

/** What is cut off in the end need not be there; for each axis of the image, [before, after]. */
function marginsOf(block?: Fixed, paddings?: Fixed, crops?: Fixed): Fixed | undefined {
  if (!block || !paddings || !crops) return undefined;
  const count = block.values.length;
  if ([paddings, crops].some(({ shape }) => `${shape}` !== `${count},2`)) return undefined;
  const rest = Array.from(paddings.values, (one, i) => one - (crops.values[i] ?? 0));
  if (rest.some((one) => one < 0)) return undefined;
  const rank = count === 2 ? 4 : 3;
  return fixed([rank, 2], [0, 0, ...rest, 0, 0]);
}

/** Of signals, the axis that is made for the convolution has none. */
function ratesOf(block?: Fixed, lacking?: Fixed): readonly number[] | undefined {
  const rates = block && Array.from(block.values);
  if (rates?.length === 2 && !lacking) return rates;
  if (rates?.length !== 1 || !lacking) return undefined;
  const axis = lacking.values[0] as number;
  return axis === 1 || axis === -3 ? [1, rates[0] as number] : [rates[0] as number, 1];
}
