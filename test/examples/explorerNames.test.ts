import { describe, expect, it } from 'vitest';
import { classNamesIn } from '../../examples/explorer/state/classNames';
import { imagenetNames } from '../../examples/explorer/state/imagenetNames';

describe('names of classes', () => {
  it("are ImageNet's where a model has as many", async () => {
    const names = (await imagenetNames(1000)) as string[];
    // by their places in the list of ILSVRC 2012
    expect([0, 105, 388, 999].map((i) => names[i])).toEqual([
      ...['tench', 'koala', 'giant panda', 'toilet tissue'],
    ]);
    expect([638, 639].map((i) => names[i])).toEqual(['maillot', 'maillot, tank suit']);
    const withBackground = (await imagenetNames(1001)) as string[];
    expect(withBackground).toHaveLength(1001);
    expect([0, 1, 106].map((i) => withBackground[i])).toEqual(['background', 'tench', 'koala']);
    expect(await imagenetNames(10)).toBeUndefined();
  });

  it('are read from lines, lists and JSON by index', () => {
    expect(classNamesIn('red\nold_green\r\n blue ')).toEqual(['red', 'old green', 'blue']);
    expect(classNamesIn('["red", "green"]')).toEqual(['red', 'green']);
    expect(classNamesIn('{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}')).toEqual([
      'tench',
      'goldfish',
    ]);
    expect(classNamesIn('  ')).toEqual([]);
  });
});
