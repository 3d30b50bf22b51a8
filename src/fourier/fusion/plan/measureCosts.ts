import * as tf from '@tensorflow/tfjs-core';
import { tidyValue } from '../../../internal/tidyValue';
import { applyConvolution } from '../../../linear/applyRun';
import { type Convolution, one } from '../../../linear/convolution';
import { padOrCrop } from '../../../linear/margins';
import type { AxisTiling } from '../../convolution/axisTiling';
import {
  spectralConvolution,
  type Transfers,
  tileConvolution,
} from '../../convolution/spectralConvolution';
import { applyFusedRun, fusedGeometry } from '../fusedRun';
import { fuseRun } from '../fuseRun';
import { patchesCost, type RunGeometry } from './costOf';
import { type Costs, usualCosts } from './costs';
import { interleavedTimes, type TimedWork } from './interleavedTimes';

/** Size of the images that are measured. */
const BATCH = 4;
const SIDE = 32;

const inwards = [-SIDE / 4, -SIDE / 4] as const;

const margins = [
  [1, 1],
  [1, 1],
] as const;

/**
 * Measures what work costs on the backend in use, in about a second, for {@link fuseModel} and {@link explainPlan}: all kinds
 * of work in turns, so that other programs, which slow the machine down for a while, change their ratios little.
 * Nothing is kept: pass the costs on, as they are or changed.
 *
 * @returns costs of each kind of work, for the option `costs`
 * @example
 * const costs = await measureCosts();
 * const fused = fuseModel(model, { costs });
 */
export async function measureCosts(): Promise<Costs> {
  const usual = usualCosts();
  const image = () => tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, 32]);
  const values = BATCH * SIDE * SIDE * 32;
  const [few, many] = [spectralWork(4), spectralWork(64)];
  const fused = usual.patches === undefined ? undefined : patchesWork();
  const works = [
    convolutionWork('convolution', [3, 3, 32, 32], image()),
    convolutionWork('depthwise', [3, 3, 32, 1], image()),
    workOn(image(), (x) => padOrCrop(x, [inwards, inwards])),
    workOn(image(), (x) => tf.concat([x, x], 2)),
    ...[few, many],
    workOn(tf.zeros([1]), (x) => tf.neg(x)),
    ...(fused ? [fused] : []),
  ];
  try {
    const times = await interleavedTimes(works);
    const [dense, depthwise, cut, joined, short, long, operation, patches = 0] = times as Times;
    const perMillion = (time: number, work: number) =>
      (1e6 * Math.max(time - operation, time / 10)) / work;
    return {
      ...usual,
      operation,
      convolution: perMillion(dense, 9 * 32 * values),
      depthwise: perMillion(depthwise, 9 * values),
      slice: perMillion(cut, values / 4),
      copy: perMillion(joined, 2 * values),
      ...spectralCosts(
        { ...few, time: short },
        { ...many, time: long },
        usual.fourierOperations * operation,
      ),
      ...(fused && { patches: perMillion(patches, fused.multiplications) }),
    };
  } finally {
    for (const work of works) work.dispose();
  }
}

type Times = [number, number, number, number, number, number, number, number?];

/** Work on tensors that are made already. */
interface Work extends TimedWork {
  dispose(): void;
}

/** @param held what it needs besides, and may grow as it runs */
function workOn<T extends tf.Tensor>(
  x: T,
  run: (x: T) => tf.Tensor,
  held: () => tf.Tensor[] = () => [],
): Work {
  return {
    run: async (calls) => {
      for (let i = 1; i < calls; i++) tf.tidy(() => void run(x));
      const last = tf.tidy(() => run(x));
      await last.data();
      last.dispose();
    },
    dispose: () => {
      tf.dispose([x, ...held()]);
    },
  };
}

interface PatchesWork extends Work {
  readonly multiplications: number;
}

/** Two 3x3 convolutions of 4 to 32 channels, fused. */
function patchesWork(): PatchesWork {
  const [inputs, outputs] = [4, 32];
  const layer = (channels: number): Convolution => ({
    ...{ kind: 'convolution', kernel: tf.ones([3, 3, channels, outputs]), margins },
    ...{ strides: one, dilations: one },
  });
  const { run, tensors } = tidyValue(() => {
    const stack = [layer(inputs), layer(outputs)];
    const geometry = fusedGeometry(stack, [SIDE, SIDE]) as RunGeometry;
    const run = fuseRun(stack, geometry, inputs);
    const tensors = run.patches.flatMap(({ kernel, bias }) => [
      tf.keep<tf.Tensor>(kernel),
      ...(bias ? [tf.keep<tf.Tensor>(bias)] : []),
    ]);
    return { run, tensors };
  });
  const costs = { ...usualCosts(), operation: 0, patches: 1e6 };
  return {
    ...workOn(
      tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, inputs]),
      (x) => applyFusedRun(run, x, 'linear'),
      () => tensors,
    ),
    multiplications: patchesCost(run.geometry, inputs, outputs, { costs, batch: BATCH }) as number,
  };
}

function convolutionWork(
  kind: 'convolution' | 'depthwise',
  shape: [number, number, number, number],
  image: tf.Tensor4D,
): Work {
  const kernel = tf.ones<tf.Rank.R4>(shape);
  const op = { kind, kernel, strides: one, dilations: one, margins } as Convolution;
  return workOn(
    image,
    (x) => applyConvolution(op, x),
    () => [kernel],
  );
}

interface SpectralWork extends Work {
  /** Values transformed, times the logarithm of the transform's size, and multiplications, in millions. */
  readonly transforms: number;
  readonly products: number;
}

/** A 7x7 convolution of so many channels to as many. */
function spectralWork(channels: number): SpectralWork {
  const filter = { kernel: tf.ones<tf.Rank.R4>([7, 7, channels, channels]), dilations: one };
  const tiling = tileConvolution([BATCH, SIDE, SIDE, channels], [filter], margins);
  const kept: Transfers = new Map();
  const [rows, columns] = tiling as readonly [AxisTiling, AxisTiling];
  const points = rows.n * columns.n;
  return {
    ...workOn(
      tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, channels]),
      (x) => spectralConvolution(x, [filter], tiling, kept),
      () => [filter.kernel, ...[...kept.values()].flat()],
    ),
    transforms: (BATCH * 2 * channels * points * Math.log2(points)) / 1e6,
    products: (BATCH * 4 * (rows.n / 2 + 1) * columns.n * channels ** 2) / 1e6,
  };
}

type SpectralTime = Pick<SpectralWork, 'transforms' | 'products'> & { readonly time: number };

/** The costs of transforms and products of which both times consist; neither less than a tenth of what it could be. */
export function spectralCosts(few: SpectralTime, many: SpectralTime, operations: number) {
  const [a, b] = [few.time - operations, many.time - operations];
  const determinant = few.transforms * many.products - many.transforms * few.products;
  const transform = (a * many.products - b * few.products) / determinant;
  const product = (few.transforms * b - many.transforms * a) / determinant;
  return {
    transform: Math.max(transform, few.time / few.transforms / 10),
    product: Math.max(product, many.time / many.products / 10),
  };
}

/** @deprecated Use {@link measureCosts}. */
export const calibrate = measureCosts;
