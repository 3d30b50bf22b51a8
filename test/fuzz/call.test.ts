import { expect, it } from 'vitest';
import { applyChanges, missing } from '../../scripts/fuzz/applyChanges';
import { callOf, includesCall, placesOf, textOf } from '../../scripts/fuzz/call';
import { harm } from '../../scripts/fuzz/harm';
import { shrink } from '../../scripts/fuzz/shrink';

const make = (value: string, own: unknown) => (value === 'missing' ? missing : [value, own]);
const changed = (args: readonly unknown[], text: string) =>
  applyChanges(args, callOf(`f ${text}`).changes, make);

it('a call is one line, and back', () => {
  const text = 'fft 0=text: 1.n=text:a=b 1.axes.0=NaN';
  expect(textOf(callOf(text))).toBe(text);
  expect(callOf(text).changes[1]).toEqual({ path: ['1', 'n'], value: 'text:a=b' });
  expect(callOf('fft')).toEqual({ name: 'fft', changes: [] });
});

it('changes stand where their paths say, and what was given stays as it was', () => {
  const args = [[1, [2, 3]], { n: 4, list: [5, 6] }];
  const before = structuredClone(args);
  expect(changed(args, '0.1.0=a')).toEqual([[1, [['a', 2], 3]], { n: 4, list: [5, 6] }]);
  expect(changed(args, '1.n=a 1.list.1=b')).toEqual([
    [1, [2, 3]],
    { n: ['a', 4], list: [5, ['b', 6]] },
  ]);
  expect(changed(args, '1.new.0=a')[1]).toEqual({ n: 4, list: [5, 6], new: [['a', undefined]] });
  expect(changed(args, '1.n=missing')[1]).toEqual({ list: [5, 6] });
  expect(changed(args, '1=missing')).toEqual([[1, [2, 3]]]);
  expect(changed(args, '0=missing')).toEqual([]);
  expect(changed(args, '3=a')).toEqual([...args, undefined, ['a', undefined]]);
  expect(args).toEqual(before);
});

it('__proto__ is a name as any other', () => {
  const [options] = changed([{}], '0.__proto__=a') as [object];
  expect(Object.keys(options)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
});

it('calls of the same places are the same failure', () => {
  expect(placesOf('f 1.n=NaN 0=null')).toBe(placesOf('f 0=1 1.n=2'));
  expect(placesOf('f 1.n=NaN')).not.toBe(placesOf('g 1.n=NaN'));
  expect(includesCall('f 0=1 1=2', 'f 1=2')).toBe(true);
  expect(includesCall('f 0=1 1=2', 'f 1=3')).toBe(false);
  expect(includesCall('g 1=2', 'f 1=2')).toBe(false);
});

it('shrinking leaves the changes that it takes, two where it takes two', async () => {
  const fails = async (text: string) => text.includes('1=b') && text.includes('3=d');
  expect(await shrink('f 0=a 1=b 2=c 3=d', fails)).toBe('f 1=b 3=d');
  expect(await shrink('f 0=a', async () => true)).toBe('f 0=a');
});

it('what did harm is not called again, and nothing at its place after three values', () => {
  const { add, isIn } = harm();
  add('f 0=1');
  expect(isIn('f 0=1 1=2')).toBe(true);
  expect(isIn('f 0=2')).toBe(false);
  add('f 0=2');
  add('f 0=3');
  expect(isIn('f 0=4')).toBe(true);
  expect(isIn('f 1=4')).toBe(false);
  expect(isIn('g 0=1')).toBe(false);
});
