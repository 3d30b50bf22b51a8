import { describe, expect, it } from 'vitest';
import {
  type ColorMap,
  divergingColors,
  grayColors,
  sequentialColors,
} from '../../src/visualization';

/** Relative luminance of an sRGB colour (WCAG 2). */
const luminance = (color: ColorMap[number]) => {
  const [r, g, b] = color.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

describe('colour maps', () => {
  it('hold colours in [0, 1]', () => {
    for (const value of [divergingColors, sequentialColors, grayColors].flat(2)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });

  it('diverging goes from blue over the lightest colour to red', () => {
    expect(divergingColors).toHaveLength(11);
    expect(divergingColors[0]).toEqual([0x05 / 255, 0x30 / 255, 0x61 / 255]);
    expect(divergingColors[5]).toEqual([0xf7 / 255, 0xf7 / 255, 0xf7 / 255]);
    expect(divergingColors[10]).toEqual([0x67 / 255, 0, 0x1f / 255]);
    const light = divergingColors.map(luminance);
    for (let i = 0; i < 5; i++) {
      expect(light[i + 1]).toBeGreaterThan(light[i]!);
      expect(light[9 - i]).toBeGreaterThan(light[10 - i]!);
    }
  });

  it('sequential and gray become lighter all the way', () => {
    for (const map of [sequentialColors, grayColors]) {
      const light = map.map(luminance);
      for (let i = 1; i < light.length; i++) expect(light[i]).toBeGreaterThan(light[i - 1]!);
    }
  });
});
