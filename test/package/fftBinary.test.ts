import { expect, it } from 'vitest';
import { compileFft } from '../../scripts/buildFft';
import { fftBinary } from '../../src/fourier/transforms/fftBinary';

it('the committed module is what assembly/ compiles to (if not: npm run build:fft)', async () => {
  expect(fftBinary).toBe(await compileFft());
});
