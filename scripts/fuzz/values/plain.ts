import { missing } from '../applyChanges';
import type { Makers } from './shared';

class Instance {
  readonly samples = 2;
}

const asList = (own: unknown): unknown[] => {
  if (Array.isArray(own)) return own;
  return ArrayBuffer.isView(own) && !(own instanceof DataView)
    ? Array.from(own as unknown as ArrayLike<unknown>)
    : [own];
};

/** Of other kinds than what is asked for, most of the time, but nothing that bites. */
export const plain: Makers = {
  missing: () => missing,
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  bigint: () => 3n,
  symbol: () => Symbol('own'),
  'boxed:number': () => new Number(3),
  'boxed:string': () => new String('3'),
  'boxed:boolean': () => new Boolean(true),
  object: () => ({}),
  instance: () => new Instance(),
  date: () => new Date(0),
  regexp: () => /a/,
  error: () => new Error('an argument'),
  map: () => new Map([['n', 4]]),
  set: () => new Set([1]),
  weakmap: () => new WeakMap(),
  buffer: () => new ArrayBuffer(8),
  view: () => new DataView(new ArrayBuffer(8)),
  promise: () => Promise.resolve(1),
  'typed:float': () => new Float32Array([1, 2]),
  'typed:int': () => new Int32Array([2, 2]),
  'typed:nan': () => new Float64Array([Number.NaN, 1]),
  'typed:bigint': () => new BigInt64Array([1n, 0n]),
  'typed:empty': () => new Float32Array(0),
  'list:empty': () => [],
  'list:one': () => [1],
  'list:two': () => [1, 2],
  'list:zeros': () => [0, 0],
  'list:negative': () => [-1, -2],
  'list:NaN': () => [Number.NaN, Number.NaN],
  'list:huge': () => [1e9, 1e9],
  'list:half': () => [0.5, 1.5],
  'list:text': () => ['a', 'b'],
  'list:null': () => [null],
  'list:undefined': () => [undefined, undefined],
  'list:nested': () => [
    [1, 2],
    [3, 4],
  ],
  'list:ragged': () => [[1, 2], [3]],
  'list:objects': () => [{}, {}],
  'list:long': () => new Array(10_000).fill(0),
  'like:nested': (own) => [own],
  'like:first': (own) => asList(own)[0],
  'like:pair': (own) => [own, own],
  'like:reversed': (own) => [...asList(own)].reverse(),
  'like:longer': (own) => [...asList(own), ...asList(own)],
  'like:shorter': (own) => asList(own).slice(1),
  'like:typed': (own) => Float32Array.from(asList(own).map(Number.isFinite) as never),
  'like:text': (own) => (typeof own === 'object' ? JSON.stringify(own) : String(own)),
  'like:key': (own) => ({ own }),
};
