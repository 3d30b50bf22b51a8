import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupLabels } from '../../../src/preprocessing';

const mouse = (name: string) => name.split('_')[0];

describe('groupLabels', () => {
  it('counts the mice of the source document as pandas does', () => {
    const names = [
      ...['M10_R1_I_007', 'M10_R1_I_008', 'M10_R1_II_001', 'M101_B2_I_001'],
      ...['M106_B2_II_001', 'M11_C2_I_001', 'M11_C2_I_003'],
    ];
    expect(groupLabels(names, mouse)).toEqual([0, 0, 0, 1, 2, 3, 3]);
    expect(groupLabels(names.toReversed(), mouse)).toEqual([3, 3, 2, 1, 0, 0, 0]);
  });

  it('orders strings by code units and numbers by value', () => {
    expect(groupLabels(['b', 'a', 'B', 'ä', 'Z', '10', '9'], (name) => name)).toEqual([
      5, 4, 2, 6, 3, 0, 1,
    ]);
    expect(groupLabels(['10', '9', '-1', '9.5'], Number)).toEqual([3, 1, 0, 2]);
  });

  it('gives no codes for no names', () => {
    expect(groupLabels([], mouse)).toEqual([]);
  });

  it('gives equal codes to equal groups only, in their order, without gaps', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 2 })), (names) => {
        const codes = groupLabels(names, (name) => name);
        expect(new Set(codes)).toEqual(
          new Set(Array.from({ length: new Set(names).size }, (_, i) => i)),
        );
        for (const [i, name] of names.entries()) {
          for (const [j, other] of names.entries()) {
            expect(codes[i]! < codes[j]!).toBe(name < other);
          }
        }
      }),
    );
  });

  it('names the sample that has no group', () => {
    const refuses = (names: string[], key: Parameters<typeof groupLabels>[1], message: string) =>
      expect(() => groupLabels(names, key)).toThrow(message);
    const rule = 'must be a number or a string that is not empty, but it is';
    refuses(['M1_a', '_b'], mouse, `groupLabels: the group of names[1] ${rule} ''`);
    refuses(
      ['M1_a', 'M2'],
      (name) => name.split('_')[1],
      `the group of names[1] ${rule} undefined`,
    );
    refuses(['1', '2', 'x'], Number, `the group of names[2] ${rule} NaN`);
    refuses(
      ['1', '2', 'x'],
      (name) => (name === 'x' ? name : Number(name)),
      'groupLabels: groups must be all numbers or all strings, but the first is a number and the group of names[2] a string',
    );
    refuses(
      'M1' as unknown as string[],
      mouse,
      "groupLabels: names must be an array in which each is a string, but it is 'M1'",
    );
  });
});
