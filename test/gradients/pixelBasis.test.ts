import { describe, expect, it } from 'vitest';
import { pixelBasis } from '../../src/gradients/pixelBasis';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

describe('pixelBasis', () => {
  it('has an image for every pixel, row by row', async () => {
    const basis = pixelBasis([2, 3]);
    expect(basis.shape).toEqual([6, 2, 3]);
    const expected = Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0));
    await expectClose(basis, expected, 0);
    await expectClose(pixelBasis([1, 1]), [1], 0);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    await expectNoLeak(() => pixelBasis([3, 2]), 1);
    await expectRefusal(
      () => pixelBasis([3, 0]),
      /^pixelBasis: sides must be an array of length 2 in which each is an integer of at least 1, but it is \[3, 0\]$/,
    );
    await expectRefusal(
      () => pixelBasis(3 as never),
      /^pixelBasis: sides must be an array of length 2 .*, but it is \d$/,
    );
  });
});
