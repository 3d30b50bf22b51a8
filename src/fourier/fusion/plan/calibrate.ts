import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
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

/** Size of the images that are measured. */
const BATCH = 4;
const SIDE = 32;

const inwards = [-SIDE / 4, -SIDE / 4] as const;

const margins = [
  [1, 1],
  [1, 1],
] as const;

/**
 * Measures what work costs on the backend in use, in about a second, for {@link fuseModel} and {@link explainPlan}.
 * Nothing is kept: pass the costs on, as they are or changed.
 *
 * @example
 * const costs = await calibrate();
 * const fused = fuseModel(model, { costs });
 */
export async function calibrate(): Promise<Costs> {
  const usual = usualCosts();
  const image = () => tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, 32]);
  const values = BATCH * SIDE * SIDE * 32;
  const dense = await convolutionTime('convolution', [3, 3, 32, 32], image);
  const depthwise = await convolutionTime('depthwise', [3, 3, 32, 1], image);
  const cut = await milliseconds(image, (x) => padOrCrop(x, [inwards, inwards]));
  const joined = await milliseconds(image, (x) => tf.concat([x, x], 2));
  const [few, many] = [await spectralTime(4), await spectralTime(64)];
  const patches = usual.patches !== undefined && (await patchesTime());
  const operation = await milliseconds(
    () => tf.zeros([1]),
    (x) => tf.neg(x),
  );
  const perMillion = (time: number, work: number) =>
    (1e6 * Math.max(time - operation, time / 10)) / work;
  return {
    ...usual,
    operation,
    convolution: perMillion(dense, 9 * 32 * values),
    depthwise: perMillion(depthwise, 9 * values),
    slice: perMillion(cut, values / 4),
    copy: perMillion(joined, 2 * values),
    ...spectralCosts(few, many, usual.fourierOperations * operation),
    ...(patches && { patches: perMillion(patches.time, patches.work) }),
  };
}

/** Two 3x3 convolutions of 4 to 32 channels, fused, and the work of that. */
async function patchesTime(): Promise<{ readonly time: number; readonly work: number }> {
  const [inputs, outputs] = [4, 32];
  const layer = (channels: number): Convolution => ({
    ...{ kind: 'convolution', kernel: tf.ones([3, 3, channels, outputs]), margins },
    ...{ strides: one, dilations: one },
  });
  const { run, tensors } = tidyValue(() => {
    const stack = [layer(inputs), layer(outputs)];
    const geometry = fusedGeometry(stack, [SIDE, SIDE]) as RunGeometry;
    const run = fuseRun(stack, geometry, inputs);
    const tensors = run.patches.map(({ kernel, bias }) => [tf.keep(kernel), tf.keep(bias)]);
    return { run, tensors };
  });
  const costs = { ...usualCosts(), operation: 0, patches: 1e6 };
  const work = patchesCost(run.geometry, inputs, outputs, { costs, batch: BATCH }) as number;
  try {
    const time = await milliseconds(
      () => tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, inputs]),
      (x) => applyFusedRun(run, x, 'linear'),
    );
    return { time, work };
  } finally {
    tf.dispose(tensors);
  }
}

function convolutionTime(
  kind: 'convolution' | 'depthwise',
  shape: [number, number, number, number],
  image: () => tf.Tensor4D,
): Promise<number> {
  const kernel = tf.ones<tf.Rank.R4>(shape);
  const op = { kind, kernel, strides: one, dilations: one, margins } as Convolution;
  return milliseconds(image, (x) => applyConvolution(op, x)).finally(() => kernel.dispose());
}

interface SpectralTime {
  readonly time: number;
  /** Values transformed, times the logarithm of the transform's size, and multiplications, in millions. */
  readonly transforms: number;
  readonly products: number;
}

/** A 7x7 convolution of so many channels to as many. */
async function spectralTime(channels: number): Promise<SpectralTime> {
  const filter = { kernel: tf.ones<tf.Rank.R4>([7, 7, channels, channels]), dilations: one };
  const tiling = tileConvolution([BATCH, SIDE, SIDE, channels], [filter], margins);
  const kept: Transfers = new Map();
  try {
    const time = await milliseconds(
      () => tf.ones<tf.Rank.R4>([BATCH, SIDE, SIDE, channels]),
      (x) => spectralConvolution(x, [filter], tiling, kept),
    );
    const [rows, columns] = tiling as readonly [AxisTiling, AxisTiling];
    const points = rows.n * columns.n;
    return {
      time,
      transforms: (BATCH * 2 * channels * points * Math.log2(points)) / 1e6,
      products: (BATCH * 4 * (rows.n / 2 + 1) * columns.n * channels ** 2) / 1e6,
    };
  } finally {
    tf.dispose([filter.kernel, ...[...kept.values()].flat()]);
  }
}

/** The costs of transforms and products of which both times consist; neither less than a tenth of what it could be. */
function spectralCosts(few: SpectralTime, many: SpectralTime, operations: number) {
  const [a, b] = [few.time - operations, many.time - operations];
  const determinant = few.transforms * many.products - many.transforms * few.products;
  const transform = (a * many.products - b * few.products) / determinant;
  const product = (few.transforms * b - many.transforms * a) / determinant;
  return {
    transform: Math.max(transform, few.time / few.transforms / 10),
    product: Math.max(product, many.time / many.products / 10),
  };
}

/** Times that are shorter than so many milliseconds are not measured well: browsers' clocks are coarse. */
const LONG = 4;
const WARM_UP = 60;
const BLOCKS = 9;
const ENOUGH = 500;

/** Median time of an operation on x over blocks of calls, each as long as a clock can tell. */
async function milliseconds<T extends tf.Tensor>(
  make: () => T,
  run: (x: T) => tf.Tensor,
): Promise<number> {
  const x = make();
  // until all has been compiled
  const warm = performance.now() + WARM_UP;
  do await block(x, run, 1);
  while (performance.now() < warm);
  let calls = 1;
  while ((await fasterBlock(x, run, calls)) < LONG && calls < 2 ** 16) calls *= 2;
  const times: number[] = [];
  const end = performance.now() + ENOUGH;
  while (times.length < 3 || (times.length < BLOCKS && performance.now() < end)) {
    times.push((await block(x, run, calls)) / calls);
  }
  x.dispose();
  return itemAt(
    times.sort((a, b) => a - b),
    times.length >> 1,
  );
}

/** The faster of two blocks: one may take long by chance. */
async function fasterBlock<T extends tf.Tensor>(
  x: T,
  run: (x: T) => tf.Tensor,
  calls: number,
): Promise<number> {
  const first = await block(x, run, calls);
  return first < LONG ? first : Math.min(first, await block(x, run, calls));
}

/** Milliseconds until so many calls have given their values. */
async function block<T extends tf.Tensor>(
  x: T,
  run: (x: T) => tf.Tensor,
  calls: number,
): Promise<number> {
  const began = performance.now();
  for (let i = 1; i < calls; i++) tf.tidy(() => void run(x));
  const last = tf.tidy(() => run(x));
  await last.data();
  last.dispose();
  return performance.now() - began;
}
