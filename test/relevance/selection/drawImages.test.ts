import { describe, expect, it } from 'vitest';
import { drawImages } from '../../../src/relevance/selection/drawImages';

const draw = (fraction: number, seed: number, count: number) =>
  drawImages({ fraction, seed, firstImage: 0 })(0, count);

describe('drawImages', () => {
  it('draws so many of the first n, whatever n is', () => {
    for (const fraction of [0.001, 0.1, 0.3, 1 / 3, 0.5, 0.75, 0.9, 0.999, 1]) {
      for (let seed = 0; seed < 20; seed++) {
        const drawn = draw(fraction, seed, 600);
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
        for (const n of [1, 2, 7, 10, 40, 599, 600]) {
          const count = drawn.filter((image) => image < n).length;
          const exact = fraction * n;
          const rounded = Math.round(exact);
          const isWhole = Math.abs(exact - rounded) < 1e-9;
          const allowed = isWhole ? [rounded] : [Math.floor(exact), Math.ceil(exact)];
          expect(allowed, `${fraction} of ${n}`).toContain(count);
        }
      }
    }
  });

  it('draws each image as often as the others, and neighbours not in step', () => {
    for (const fraction of [0.1, 0.3, 0.8]) {
      const counts = new Array<number>(30).fill(0);
      const places = new Array<number>(10).fill(0);
      for (let seed = 0; seed < 4000; seed++) {
        const drawn = draw(fraction, seed, 30);
        for (const image of drawn) counts[image]! += 1;
        // by the place in tens, as labels 0 to 9 in turn would have it
        for (const image of drawn.filter((one) => drawn.includes(one - 10)))
          places[image % 10]! += 1;
      }
      const deviation = Math.sqrt(4000 * fraction * (1 - fraction));
      for (const count of counts)
        expect(Math.abs(count - 4000 * fraction)).toBeLessThan(4 * deviation);
      // independent draws, of which there are two pairs a place
      for (const count of places.map((one) => one / 8000)) {
        expect(Math.abs(count - fraction ** 2)).toBeLessThan(0.1 * fraction);
      }
    }
  });

  it('gives the same in parts, and in shards that know where they begin', () => {
    const whole = draw(0.3, 7, 100);
    const asked = drawImages({ fraction: 0.3, seed: 7, firstImage: 0 });
    expect([asked(0, 1), asked(1, 1), asked(1, 40), asked(40, 100)].flat()).toEqual(whole);
    const shard = drawImages({ fraction: 0.3, seed: 7, firstImage: 37 })(0, 63);
    expect(shard.map((image) => image + 37)).toEqual(whole.filter((image) => image >= 37));
  });
});
