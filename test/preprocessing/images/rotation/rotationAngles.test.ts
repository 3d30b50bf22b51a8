import { describe, expect, it } from 'vitest';
import { rotationAngles } from '../../../../src/preprocessing/images/rotation/rotationAngles';
import fixture from '../../../fixtures/images.json';

const n = 20_000;

describe('rotationAngles', () => {
  it('are as many as the probability says', () => {
    for (const probability of [0, 0.25, 0.8, 1]) {
      const angles = rotationAngles(n, { seed: 1, probability, degrees: 90 });
      const share = angles.filter((angle) => angle !== 0).length / n;
      expect(Math.abs(share - probability)).toBeLessThan(probability % 1 === 0 ? 1e-9 : 0.015);
    }
  });

  it('lie evenly from -degrees to degrees', () => {
    const angles = rotationAngles(n, { seed: 2, probability: 1, degrees: 30 });
    const counts = [0, 0, 0, 0, 0, 0];
    for (const angle of angles) counts[Math.floor((angle + 30) / 10)]! += 1;
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count / n - 1 / 6)).toBeLessThan(0.015);
  });

  it('are those of the seed', () => {
    const { seed, angles } = fixture.randomRotation;
    expect(rotationAngles(2, { seed, probability: 1, degrees: 180 })).toEqual(angles);
  });

  it('are the same for a seed, others for another one and without', () => {
    const angles = (seed?: number) => rotationAngles(5, { seed, probability: 0.8, degrees: 180 });
    expect(angles(7)).toEqual(angles(7));
    expect(angles(7)).not.toEqual(angles(8));
    expect(angles(0)).toEqual(angles(-0));
    expect(angles()).not.toEqual(angles());
    expect(new Set(angles(7)).size).toBeGreaterThan(2);
  });

  it('do not depend on which other images are drawn', () => {
    const all = rotationAngles(50, { seed: 3, probability: 1, degrees: 180 });
    const some = rotationAngles(50, { seed: 3, probability: 0.5, degrees: 180 });
    expect(some.map((angle, i) => angle === 0 || angle === all[i])).not.toContain(false);
    expect(some).not.toEqual(all);
  });
});
