import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it, vi } from 'vitest';
import { randomArray } from '../../support/random';
import { expectComplexClose } from '../helpers/expectClose';
import { naiveDft } from '../helpers/naiveDft';
import '../setup/cpu';

afterAll(() => {
  vi.unstubAllGlobals();
});

it('transforms are matrix products where there is no WebAssembly', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const { fftModule } = await import('../../src/fourier/transforms/fftModule');
  const { lineKernels } = await import('../../src/fourier/transforms/lineKernels');
  const { rfft } = await import('../../src/fourier/transforms/rfft');
  expect(fftModule()).toBeNull();
  const x = randomArray(12, 3);
  const { real, imag } = naiveDft({ real: x }, 12);
  const half = { real: real.slice(0, 7), imag: imag.slice(0, 7) };
  await expectComplexClose(rfft(tf.tensor1d(x)), half, 1e-6);
  expect(tf.getKernel(lineKernels.realToHalf, 'cpu')).toBeUndefined();
});
