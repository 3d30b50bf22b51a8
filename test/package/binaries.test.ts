import { expect, it } from 'vitest';
import { compile } from '../../assembly/build';
import { patchesBinary } from '../../src/fourier/fusion/product/patchesBinary';
import { fftBinary } from '../../src/fourier/transforms/fftBinary';
import { loopsBinary } from '../../src/internal/host/loopsBinary';

it.each([
  ['fft', fftBinary],
  ['patches', patchesBinary],
  ['loops', loopsBinary],
] as const)(
  'the committed module is what assembly/ compiles to (if not: npm run build:%s)',
  async (name, binary) => {
    expect(binary).toBe(await compile(name));
  },
);
