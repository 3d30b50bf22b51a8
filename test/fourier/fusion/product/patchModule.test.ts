import { describe, expect, it, vi } from 'vitest';
import { patchModule, patchModuleOf } from '../../../../src/fourier/fusion/product/patchModule';

const fresh = (most: number) => {
  const made: WebAssembly.Memory[] = [];
  const make = vi.fn(() => {
    const memory = new WebAssembly.Memory({ initial: 0 });
    made.push(memory);
    return { memory, patchProduct: () => undefined };
  });
  return { module: patchModuleOf(make, most), made };
};

const fillWith = (value: number) => vi.fn((to: Float32Array) => void to.fill(value));

describe('patchModule', () => {
  it('is there', () => {
    expect(patchModule()).not.toBeNull();
    expect(patchModule()).toBe(patchModule());
  });

  it('makes numbers once for the same tensors', () => {
    const { module } = fresh(2 ** 20);
    const [a, b] = [{}, {}];
    const fill = fillWith(1);
    const at = module.kept([a, b], 'one', 10, fill);
    expect(module.kept([a, b], 'one', 10, fill)).toBe(at);
    expect(fill).toHaveBeenCalledTimes(1);
    module.kept([a, {}], 'one', 10, fill);
    module.kept([a, b], 'one', 10, fill);
    module.kept([a, b], 'another', 10, fill);
    expect(fill).toHaveBeenCalledTimes(4);
  });

  it('keeps them beside others and beside room, where vectors may begin', () => {
    const { module } = fresh(2 ** 30);
    const places = [5, 30_000, 7].map((size, i) => ({
      size,
      value: i + 1,
      at: module.kept([{}], 'numbers', size, fillWith(i + 1)),
    }));
    const room = module.room({ x: 3, y: 100_000 });
    const values = module.values();
    for (const at of [...places.map((place) => place.at), room.x, room.y]) expect(at % 16).toBe(0);
    expect(room.y - room.x).toBeGreaterThanOrEqual(12);
    expect(values.length).toBeGreaterThanOrEqual(room.y / 4 + 100_000);
    values.fill(-1, room.x / 4, room.y / 4 + 100_000);
    for (const { at, size, value } of places) {
      expect(new Set(values.subarray(at / 4, at / 4 + size))).toEqual(new Set([value]));
    }
  });

  it('begins anew where there is no room for more, even for what alone is too large', () => {
    const { module, made } = fresh(1000);
    const [a, large] = [{}, {}];
    const fill = fillWith(1);
    module.kept([a], 'small', 100, fill);
    module.kept([{}], 'small', 100, fill);
    expect(made.length).toBe(1);
    module.kept([large], 'large', 100_000, fill);
    expect(made.length).toBe(2);
    expect(module.bytes()).toBeGreaterThanOrEqual(400_000);
    module.kept([large], 'large', 100_000, fill);
    expect(fill).toHaveBeenCalledTimes(3);
    module.kept([a], 'small', 100, fill);
    expect(fill).toHaveBeenCalledTimes(4);
    expect(made.length).toBe(3);
    expect(module.bytes()).toBeLessThan(400_000);
  });

  it('says how much there is not', () => {
    const { module } = fresh(2 ** 40);
    expect(() => module.room({ x: 2 ** 32 })).toThrow(
      'fused kernels must find their memory, but there are no 16,384 MiB',
    );
  });
});
