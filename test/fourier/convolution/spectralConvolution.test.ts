import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import {
  ensureConvolutionKernel,
  kernelName,
} from '../../../src/fourier/convolution/ensureConvolutionKernel';
import {
  spectralConvolution,
  type Transfers,
  tileConvolution,
} from '../../../src/fourier/convolution/spectralConvolution';
import { type FftModule, fftModule } from '../../../src/fourier/transforms/fftModule';
import type { Convolution } from '../../../src/linear/convolution';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { deviceConvolutions, hostConvolutions, naiveStack } from '../../helpers/naiveStack';

type Shape = [number, number, number, number];

describe('spectralConvolution', () => {
  it.each([undefined, 4])('is the definition with tiles of %s answers', async (tile) => {
    const input: Shape = [2, 11, 9, 2];
    const layers = hostConvolutions([{ filter: [3, 2, 2, 3] }]);
    const filter = deviceConvolutions(layers)[0] as Convolution;
    const { margins } = layers[0]!;
    const x = randomArray(2 * 11 * 9 * 2, 5);
    const plan = tileConvolution(input, [filter], margins, tile);
    expect(plan[0].tiles.length).toBe(tile ? 3 : 1);
    const y = spectralConvolution(tf.tensor4d(x, input), [filter], plan);
    await expectClose(y, naiveStack(x, input, layers).y, 3e-6);
  });

  it.each([undefined, 3])('has gradients, with tiles of %s answers', async (tile) => {
    const x = randomTensor<tf.Rank.R4>([2, 7, 6, 2], 1);
    const kernel = randomTensor<tf.Rank.R4>([3, 2, 2, 3], 2);
    const dy = randomTensor<tf.Rank.R4>([2, 8, 8, 3], 3);
    const margins = [
      [1, 2],
      [3, 0],
    ] as const;
    const f = (image: tf.Tensor, taps: tf.Tensor) => {
      const filters = [{ kernel: taps as tf.Tensor4D, dilations: [1, 1] as const }];
      const plan = tileConvolution(image.shape, filters, margins, tile);
      return tf.sum(tf.mul(spectralConvolution(image as tf.Tensor4D, filters, plan), dy));
    };
    const [dx, dk] = tf.grads(f)([x, kernel]) as [tf.Tensor, tf.Tensor];
    const values = { x: await x.data(), kernel: await kernel.data(), dy: await dy.data() };
    await expectClose(dx, naiveImageGradient(values, margins), 1e-5);
    await expectClose(dk, naiveFilterGradient(values, margins), 1e-5);
  });

  it('transforms a filter once, and again when it has changed', () => {
    const backend = tf.getBackend();
    // another file's copy of the module may have registered it
    if (tf.getKernel(kernelName, backend)) tf.unregisterKernel(kernelName, backend);
    if (!ensureConvolutionKernel(backend)) return;
    const within = vi.spyOn(fftModule() as FftModule, 'within');
    try {
      const kernel = tf.variable(randomTensor<tf.Rank.R4>([3, 3, 1, 2], 1));
      const x = randomTensor<tf.Rank.R4>([1, 6, 6, 1], 2);
      const filters = [{ kernel, dilations: [1, 1] as const }];
      const none = [
        [0, 0],
        [0, 0],
      ] as const;
      const count = () => {
        within.mockClear();
        spectralConvolution(x, filters, tileConvolution(x.shape, filters, none)).dispose();
        return within.mock.calls.length;
      };
      // the filter and the image, then the image alone
      expect([count(), count()]).toEqual([2, 1]);
      kernel.assign(tf.mul(kernel, 2));
      expect([count(), count()]).toEqual([2, 1]);
      kernel.dispose();
    } finally {
      within.mockRestore();
    }
  });

  it('keeps transfer functions where the backend keeps them as tensors', () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 1, 2], 1);
    const x = randomTensor<tf.Rank.R4>([1, 6, 6, 1], 2);
    const filters = [{ kernel, dilations: [1, 1] as const }];
    const none = [
      [0, 0],
      [0, 0],
    ] as const;
    const plan = tileConvolution(x.shape, filters, none);
    const kept: Transfers = new Map();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      spectralConvolution(x, filters, plan, kept);
      spectralConvolution(x, filters, plan, kept);
    });
    expect(kept.size).toBe(ensureConvolutionKernel(tf.getBackend()) ? 0 : 1);
    expect(tf.memory().numTensors - before).toBe(kept.size);
    tf.dispose([...kept.values()].flat());
  });
});

interface Values {
  readonly x: ArrayLike<number>;
  readonly kernel: ArrayLike<number>;
  readonly dy: ArrayLike<number>;
}

type Margins = readonly [readonly [number, number], readonly [number, number]];

/** Visits every product of x, kernel and dy in [2, 7, 6, 2], [3, 2, 2, 3], [2, 8, 8, 3]. */
function eachProduct(margins: Margins, visit: (x: number, k: number, dy: number) => void) {
  for (let n = 0; n < 2; n++)
    for (let p = 0; p < 8; p++)
      for (let q = 0; q < 8; q++)
        for (let u = 0; u < 3; u++)
          for (let v = 0; v < 2; v++) {
            const [i, j] = [p + u - margins[0][0], q + v - margins[1][0]];
            if (i < 0 || i >= 7 || j < 0 || j >= 6) continue;
            for (let c = 0; c < 2; c++)
              for (let o = 0; o < 3; o++)
                visit(
                  ((n * 7 + i) * 6 + j) * 2 + c,
                  ((u * 2 + v) * 2 + c) * 3 + o,
                  ((n * 8 + p) * 8 + q) * 3 + o,
                );
          }
}

function naiveImageGradient({ x, kernel, dy }: Values, margins: Margins): number[] {
  const gradient = new Array<number>(x.length).fill(0);
  eachProduct(margins, (at, k, out) => {
    gradient[at]! += kernel[k]! * dy[out]!;
  });
  return gradient;
}

function naiveFilterGradient({ x, kernel, dy }: Values, margins: Margins): number[] {
  const gradient = new Array<number>(kernel.length).fill(0);
  eachProduct(margins, (at, k, out) => {
    gradient[k]! += x[at]! * dy[out]!;
  });
  return gradient;
}
