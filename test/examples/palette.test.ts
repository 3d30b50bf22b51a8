import { expect, it } from 'vitest';
import * as palette from '../../examples/shared/palette';
import { contrast, linear } from '../../support/contrast';

const { paper, series, speaksFor, speaksAgainst } = palette;
const schemes = ['light', 'dark'] as const;
const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

it.each(schemes)('texts and marks stand out from a %s page', (scheme) => {
  const from = (tone: palette.Tone) => contrast(rgb(tone[scheme]), rgb(paper[scheme]));
  for (const tone of [palette.ink, palette.soft, palette.link]) {
    expect(from(tone)).toBeGreaterThanOrEqual(4.5);
  }
  for (const tone of [...series, palette.axis, speaksFor, speaksAgainst]) {
    expect(from(tone), tone[scheme]).toBeGreaterThanOrEqual(3);
  }
});

it('contrast is what WCAG says', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2); // #777, its well-known example
});

/**
 * What linear RGB becomes for an eye without one kind of cones: G. M. Machado et al., A Physiologically-based Model for
 * Simulation of Color Vision Deficiency, IEEE TVCG 15 (2009), severity 1.
 */
const eyes: Readonly<Record<string, readonly (readonly number[])[]>> = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // biome-ignore format: matrices

const times = (matrix: readonly (readonly number[])[], vector: readonly number[]) =>
  matrix.map((line) => line.reduce((sum, weight, i) => sum + weight * (vector[i] as number), 0));

/** Oklab, after B. Ottosson: distances in it are about those that are seen, 1 from black to white. */
function oklab(color: readonly number[]): number[] {
  const cones = times(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], // biome-ignore format: a matrix
    color.map((value) => Math.max(0, value)),
  );
  return times(
    [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], // biome-ignore format: a matrix
    cones.map(Math.cbrt),
  );
}

it.each(Object.keys(eyes))('colours of a plot can be told apart by eyes with %s', (eye) => {
  const seen = (hex: string) => oklab(times(eyes[eye]!, rgb(hex).map(linear)));
  const distance = (a: string, b: string) => {
    const [one, other] = [seen(a), seen(b)];
    return Math.hypot(...one.map((value, i) => value - other[i]!));
  };
  for (const scheme of schemes) {
    const colors = series.map((tone) => tone[scheme]);
    const pairs = colors.flatMap((a, i) => colors.slice(i + 1).map((b) => [a, b] as const));
    for (const [a, b] of [...pairs, [speaksFor[scheme], speaksAgainst[scheme]] as const]) {
      expect(distance(a, b), `${a} ${b}`).toBeGreaterThan(0.12);
    }
  }
});
