import { expect, it } from 'vitest';
import { compileFft } from '../../assembly/build';
import { fftBinary } from '../../src/fourier/transforms/fftBinary';

it('the committed module is what assembly/ compiles to (if not: npm run build:fft)', async () => {
  expect(fftBinary).toBe(await compileFft());
});
