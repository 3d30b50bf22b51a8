import { describe, expect, it } from 'vitest';
import { nearestNames } from '../../src/internal/nearestNames';

describe('nearestNames', () => {
  it('lists a few names in order, each once', () => {
    expect(nearestNames('x', ['conv', 'dense', 'conv'])).toBe("'conv', 'dense'");
    expect(nearestNames('x', [])).toBe('');
  });

  it('lists those of many that are nearest, and how many others there are', () => {
    const names = Array.from({ length: 40 }, (_, i) => `block_${i}`);
    const text = nearestNames('BLOCK39', names);
    expect(text).toContain("'block_39'");
    expect(text).toContain("'block_9'");
    expect(text).not.toContain("'block_11'");
    expect(text.endsWith(' and 32 more')).toBe(true);
    expect(text.match(/'/g)?.length).toBe(16);
  });

  it('knows the last part of a path by itself', () => {
    const names = [...Array.from({ length: 20 }, (_, i) => `c${i}`), 'backbone/conv5'];
    expect(nearestNames('conv6', names)).toContain("'backbone/conv5'");
  });
});
