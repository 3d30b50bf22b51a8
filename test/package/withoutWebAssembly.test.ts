import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it, vi } from 'vitest';
import { randomArray } from '../../support/random';
import { expectClose, expectComplexClose } from '../helpers/expectClose';
import { naiveDft } from '../helpers/naiveDft';
import { deviceConvolutions, hostConvolutions, naiveStack } from '../helpers/naiveStack';
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

it('fused runs are a convolution for each patch where there is no WebAssembly', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const { applyFusedRun, fusedGeometry } = await import('../../src/fourier/fusion/fusedRun');
  const { fuseRun } = await import('../../src/fourier/fusion/fuseRun');
  const { kernelName } = await import('../../src/fourier/fusion/product/ensurePatchKernel');
  const layers = hostConvolutions([{ filter: [3, 3, 1, 2], bias: true }, { filter: [3, 3, 2, 3] }]);
  const run = deviceConvolutions(layers);
  const fused = fuseRun(run, fusedGeometry(run, [7, 6])!, 1);
  const x = randomArray(42, 3);
  const y = applyFusedRun(fused, tf.tensor4d(x, [1, 7, 6, 1]), 'linear');
  await expectClose(y, naiveStack(x, [1, 7, 6, 1], layers).y, 1e-6);
  expect(tf.getKernel(kernelName, 'cpu')).toBeUndefined();
});
