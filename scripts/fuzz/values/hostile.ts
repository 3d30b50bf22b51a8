import { type Given, type Makers, throwOwn, untouched } from './shared';

const refuse = (): never => {
  throw new Error('this may not be looked at');
};

const traps = (): ProxyHandler<object> =>
  Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse]));

/** Being called is what functions are for: that error is a callback's. */
const ofFunction = (given: Given): ProxyHandler<() => undefined> => ({
  ...traps(),
  apply: () => throwOwn(given),
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** The same names as in the right call, none of which can be read. */
function getters(own: unknown): object {
  const isObject = typeof own === 'object' && own !== null && !Array.isArray(own);
  const value = {};
  for (const name of [...(isObject ? Object.keys(own) : []), '0', 'length', 'shape']) {
    Object.defineProperty(value, name, { get: refuse, enumerable: true });
  }
  return value;
}

function cyclic<T extends object>(value: T, key: string): T {
  return Object.assign(value, { [key]: value });
}

function deep(): unknown {
  let value: unknown = 1;
  for (let depth = 0; depth < 10_000; depth++) value = [value];
  return value;
}

const endless = {
  *[Symbol.iterator]() {
    for (;;) yield 1;
  },
};

/** Values that throw when they are looked at or printed, and such as have no end. */
export const hostile: Makers = {
  proxy: () => untouched(new Proxy({}, traps())),
  'proxy:list': () => untouched(new Proxy([], traps())),
  'proxy:function': (_, given) => untouched(new Proxy(() => undefined, ofFunction(given))),
  revoked: () => untouched(revoked()),
  getters: (own) => untouched(getters(own)),
  unprintable: () =>
    untouched({ toString: refuse, valueOf: refuse, toJSON: refuse, [Symbol.toPrimitive]: refuse }),
  'tag:throws': () =>
    untouched({
      get [Symbol.toStringTag]() {
        return refuse();
      },
    }),
  'null-prototype': () => Object.create(null),
  'null-prototype:own': (own) =>
    Object.assign(Object.create(null), typeof own === 'object' ? own : { own }),
  'cyclic:list': () => cyclic([1, 2], '0'),
  'cyclic:object': () => untouched(cyclic({}, 'real')),
  deep: () => untouched(deep() as object),
  holes: () => new Array(2),
  'holes:inside': () => Object.assign(new Array(3), { 0: 1, 2: 1 }),
  sparse: () => untouched(new Array(2 ** 32 - 1)),
  endless: () => untouched(endless),
  'length:huge': () => untouched({ length: 1e9 }),
  'length:negative': () => untouched({ length: -1 }),
  'length:NaN': () => untouched({ length: Number.NaN }),
  'length:text': () => untouched({ length: 'a' }),
  'symbol-key': () => ({ [Symbol('key')]: 1 }),
  'key:proto': () => JSON.parse('{ "__proto__": { "n": 4 } }'),
  'key:constructor': () => ({ constructor: 1 }),
  'shape:fake': () => ({ shape: [2, 6, 6, 1], rank: 4, dtype: 'float32', size: 72 }),
  'shape:unreadable': () =>
    untouched({
      get shape() {
        return refuse();
      },
    }),
};
