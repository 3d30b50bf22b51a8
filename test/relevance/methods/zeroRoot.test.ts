import { describe, expect, it } from 'vitest';
import { zeroRoot } from '../../../src/relevance/methods/zeroRoot';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';

describe('zeroRoot', () => {
  it('is zero, of the shape of x', async () => {
    for (const shape of [[3], [2, 4], [1, 3, 4, 2]]) {
      const root = zeroRoot()(randomTensor(shape));
      expect(root.shape).toEqual(shape);
      await expectClose(root, new Array<number>(root.size).fill(0), 0);
    }
  });

  it('leaves nothing behind', async () => {
    const x = randomTensor([2, 3]);
    await expectNoLeak(() => zeroRoot()(x), 1);
  });
});
