import { describe, expect, it } from 'vitest';
import { pixelBasisSpectrum } from '../../src/gradients/pixelBasisSpectrum';
import { expectComplexClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveDft2 } from '../helpers/naiveDft';

describe('pixelBasisSpectrum', () => {
  it.each([
    [3, 4],
    [5, 2],
    [1, 6],
  ] as [number, number][])('is the DFT of every unit image: %i x %i', async (rows, columns) => {
    const pixels = rows * columns;
    const spectrum = pixelBasisSpectrum([rows, columns]);
    expect(spectrum.real.shape).toEqual([pixels, rows, columns]);
    const parts = Array.from({ length: pixels }, (_, at) => {
      const unit = Array.from({ length: pixels }, (__, i) => (i === at ? 1 : 0));
      return naiveDft2({ real: unit }, [rows, columns]);
    });
    const all = (name: 'real' | 'imag') => parts.flatMap((part) => part[name]);
    await expectComplexClose(spectrum, { real: all('real'), imag: all('imag') }, 2e-7);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    await expectNoLeak(() => ({ ...pixelBasisSpectrum([3, 2]) }), 2);
    await expectRefusal(
      () => pixelBasisSpectrum([2.5, 2]),
      /^pixelBasisSpectrum: sides must be an array of length 2 .*, but it is \[2.5, 2\]$/,
    );
  });
});
