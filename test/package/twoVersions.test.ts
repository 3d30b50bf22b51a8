import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it, vi } from 'vitest';
import { randomArray } from '../../support/random';
import { expectComplexClose } from '../helpers/expectClose';
import { naiveDft } from '../helpers/naiveDft';
import '../setup/cpu';

afterAll(() => {
  vi.doUnmock('../../src/internal/version');
});

const own = (version: string) =>
  tf
    .getKernelsForBackend('cpu')
    .filter(({ kernelName }) => kernelName.startsWith(`fourier-xai@${version}/`));

it('two versions in one process have kernels of their own', async () => {
  const { version } = await import('../../src/internal/version');
  const { fft } = await import('../../src/fourier/transforms/fft');
  fft(tf.zeros([4]));
  const before = own(version);
  expect(before.length).toBeGreaterThanOrEqual(3);
  vi.resetModules();
  vi.doMock('../../src/internal/version', () => ({
    version: '99.0.0',
    kernelNameOf: (kernel: string) => `fourier-xai@99.0.0/${kernel}`,
  }));
  const other = await import('../../src/fourier/transforms/fft');
  const x = randomArray(12, 3);
  await expectComplexClose(other.fft(tf.tensor1d(x)), naiveDft({ real: x }, 12), 1e-6);
  expect(own('99.0.0')).toHaveLength(before.length);
  expect(own(version)).toEqual(before);
});
