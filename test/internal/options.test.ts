import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { finite, integer, type Kind } from '../../src/internal/kinds';
import { optionsOf } from '../../src/internal/options';

interface Options {
  readonly samples?: number | undefined;
  readonly sigma?: number | undefined;
}

const kinds: Record<keyof Options, Kind> = { samples: integer(1), sigma: finite };
const take = (options: unknown) => optionsOf(options as Options, kinds);

describe('optionsOf', () => {
  it('gives the options that were given, or none', () => {
    expect(take({ samples: 3, sigma: undefined })).toEqual({ samples: 3, sigma: undefined });
    expect(take(undefined)).toEqual({});
    expect(take(Object.assign(Object.create(null), { sigma: 1 }))).toEqual({ sigma: 1 });
  });

  it.each([
    [null, 'null'],
    [7, '7'],
    ['', "''"],
    [[], '[]'],
    [new Float32Array(1), '[0]'],
    [new Map(), 'an object'],
    [Promise.resolve(), 'an object'],
    [new Date(0), 'an object'],
    [() => 0, 'the function without a name'],
    [tf.zeros([2]), 'a tensor of shape [2]'],
  ])('refuses %s', (options, shown) => {
    expect(() => take(options)).toThrow(
      `options must be an object, { name: value }, but they are ${shown}`,
    );
  });

  it('refuses a name that there is not, and tells those that there are', () => {
    expect(() => take({ sample: 3 })).toThrow(
      /^unknown option 'sample'; did you mean 'samples'\?$/,
    );
    for (const name of ['toString', 'constructor', 'a\u001b[31m']) {
      expect(() => take({ [name]: 3 })).toThrow(
        /^unknown option '[\w\\[]+'; there are 'samples', 'sigma'$/,
      );
    }
    expect(() => take(JSON.parse('{ "__proto__": 3 }'))).toThrow(
      /^unknown option '__proto__'; there are /,
    );
    expect(() => optionsOf({ a: 1 } as object, {})).toThrow(
      /^unknown option 'a'; there are no options$/,
    );
    expect(() => take({ [Symbol('samples')]: 1 })).toThrow(
      /^unknown option a symbol; there are 's/,
    );
  });

  it('refuses a value of another kind', () => {
    expect(() => take({ samples: 0 })).toThrow(
      /^samples must be an integer of at least 1, but it is 0$/,
    );
    expect(() => take({ sigma: null })).toThrow(/^sigma must be a finite number, but it is null$/);
  });

  it('refuses needed ones that are missing', () => {
    const needing = (options: unknown) => optionsOf(options as Options, kinds, ['samples']);
    const missing = /^samples must be an integer of at least 1, but it is undefined$/;
    expect(() => needing({ sigma: 1 })).toThrow(missing);
    expect(() => needing({ samples: undefined })).toThrow(missing);
    expect(() => needing(undefined)).toThrow(missing);
    expect(needing({ samples: 2 })).toEqual({ samples: 2 });
  });

  it('reads each option once, and none that is inherited', () => {
    let reads = 0;
    const given = {
      get samples() {
        reads++;
        return reads === 1 ? 3 : 'none';
      },
    };
    expect(take(given).samples).toBe(3);
    expect(take(Object.create({ samples: 'none' })).samples).toBeUndefined();
  });

  it('refuses symbols, by which no option goes', () => {
    expect(() => take({ [Symbol('samples')]: 3 })).toThrow(/^unknown option a symbol; there are /);
    expect(() => take({ [Symbol.iterator]: 3 })).toThrow(/^options must be an object, /);
  });

  it('refuses what throws when it is read', () => {
    const fail = () => {
      throw new Error('no');
    };
    const refused = /^options must be an object, .* but they are an object/;
    expect(() =>
      take(Object.defineProperty({}, 'samples', { get: fail, enumerable: true })),
    ).toThrow(refused);
    expect(() => take(new Proxy({}, { ownKeys: fail }))).toThrow(refused);
    expect(() => take(new Proxy({}, { get: fail }))).toThrow(refused);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => take(proxy)).toThrow(refused);
  });
});
