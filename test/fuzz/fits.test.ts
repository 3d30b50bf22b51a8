import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import type { Declared, Parameter } from '../../scripts/fuzz/declared';
import { fits, misfit } from '../../scripts/fuzz/fits';
import { makeValue } from '../../scripts/fuzz/values/index';

const number: Declared = { is: 'number' };
const given = () => ({ tensors: [], thrown: new Set() });
const hostile = (name: string) => makeValue(name, undefined, given());
const disposed = () => {
  const x = tf.scalar(1);
  x.dispose();
  return x;
};

const cases: readonly (readonly [Declared, right: unknown[], wrong: unknown[]])[] = [
  [
    number,
    [0, -0, Number.NaN, 1e300],
    ['', '3', true, null, undefined, [1], {}, 3n, new Number(3), new Map(), tf.scalar(1)],
  ],
  [{ is: 'boolean' }, [true, false], [0, 'true', null, new Boolean(true)]],
  [{ is: 'literal', value: 'same' }, ['same'], ['valid', new String('same'), undefined]],
  [
    { is: 'list', of: number, like: false },
    [[], [1, 2]],
    [[null], new Array(2), [1, '2'], new Float32Array(2), { length: 0 }, 'abc', 3],
  ],
  [{ is: 'list', of: number, like: true }, [new Float32Array(2)], [new BigInt64Array(1), '12']],
  [{ is: 'tuple', of: [number, number] }, [[1, 2]], [[1], [1, 2, 3], [1, 'a'], {}]],
  [{ is: 'tensor' }, [tf.scalar(1)], [disposed(), tf.tensor(['a']), { shape: [] }, 1, null]],
  [{ is: 'function' }, [() => 1, hostile('proxy:function')], [{}, null, 'f']],
  [{ is: 'foreign', name: 'LayersModel' }, [tfl.sequential()], [{ layers: [] }, null]],
  [{ is: 'foreign', name: 'AbortSignal' }, [AbortSignal.abort()], [{ aborted: true }]],
  [{ is: 'record', of: number }, [{}, { a: 1 }], [{ a: 'b' }, [], new Map()]],
  [
    { is: 'object', fields: { n: { type: number, optional: true } } },
    [{}, { n: 1 }, { n: undefined }, Object.create(null)],
    [{ n: 'a' }, [], null, tf.scalar(1), hostile('proxy'), hostile('revoked')],
  ],
  [
    { is: 'object', fields: { n: { type: number, optional: false } } },
    [{ n: 1, more: 2 }],
    [{}, { n: undefined }],
  ],
];

it.each(cases)('%j', (type, right, wrong) => {
  for (const [i, value] of right.entries()) expect(fits(value, type), `right ${i}`).toBe(true);
  for (const [i, value] of wrong.entries()) expect(fits(value, type), `wrong ${i}`).toBe(false);
});

it('the first argument that does not fit is told by its place', () => {
  const fields = { n: { type: number, optional: true } };
  const parameters: Parameter[] = [
    { name: 'x', type: number, optional: false, rest: false },
    { name: 'options', type: { is: 'object', fields }, optional: true, rest: false },
  ];
  expect(misfit([1], parameters)).toBe(undefined);
  expect(misfit([1, undefined], parameters)).toBe(undefined);
  expect(misfit([], parameters)).toBe('0');
  expect(misfit([1, { n: 'a' }], parameters)).toBe('1');
  expect(misfit([1, { m: 1 }], parameters)).toBe('1.m');
  expect(misfit([1, JSON.parse('{"__proto__":1}')], parameters)).toBe('1.__proto__');
  expect(misfit([1, null], parameters)).toBe('1');
  const rest: Parameter[] = [{ name: 'matrices', type: number, optional: true, rest: true }];
  expect(misfit([1, 2, 'a'], rest)).toBe('0');
  expect(misfit([], rest)).toBe(undefined);
});
