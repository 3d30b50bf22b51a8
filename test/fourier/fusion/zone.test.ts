import { describe, expect, it } from 'vitest';
import { type AxisGeometry, runGeometry } from '../../../src/fourier/fusion/runGeometry';
import { canvasOf, clearAnswer, zonesOf } from '../../../src/fourier/fusion/zone';
import type { LinearRun } from '../../../src/linear/linearOp';
import { convolutionOf } from '../../helpers/shapeMaps';

const conv = (k: number, options = {}) => convolutionOf([k, 1, 1, 1], options);

const rows = (before: number, after: number) =>
  ({
    margins: [
      [before, after],
      [0, 0],
    ],
  }) as const;

const three: LinearRun = [conv(3), conv(3), conv(3)];
const strided: LinearRun = [conv(3, { strides: [2, 1], ...rows(0, 1) }), conv(3)];
const wide: LinearRun = [conv(5, rows(4, 4)), conv(3)];

const geometry = (run: LinearRun, inputs: number) => runGeometry(run, 0, inputs) as AxisGeometry;

describe('zonesOf', () => {
  it('gives edges what they see of the inputs, and the interior its margins', () => {
    expect(zonesOf(geometry(three, 9))).toEqual([
      { kind: 'before', begin: 0, count: 2, from: 0, seen: 5 },
      { kind: 'interior', begin: 2, count: 5, from: -1, seen: 11 },
      { kind: 'after', begin: 7, count: 2, from: 4, seen: 5 },
    ]);
  });

  it('knows strides', () => {
    expect(zonesOf(geometry(strided, 8))).toEqual([
      { kind: 'before', begin: 0, count: 1, from: 0, seen: 5 },
      { kind: 'interior', begin: 1, count: 2, from: 0, seen: 9 },
      { kind: 'after', begin: 3, count: 1, from: 4, seen: 4 },
    ]);
  });

  it('is an interior only, or as a whole', () => {
    expect(zonesOf(geometry([conv(3)], 7))).toEqual([
      { kind: 'interior', begin: 0, count: 7, from: -1, seen: 9 },
    ]);
    expect(zonesOf(geometry([conv(5), conv(5)], 3))).toEqual([
      { kind: 'whole', begin: 0, count: 3, from: 0, seen: 3 },
    ]);
  });

  it('has an edge on one side only', () => {
    expect(zonesOf(geometry([conv(2), conv(2)], 5))).toEqual([
      { kind: 'interior', begin: 0, count: 4, from: 0, seen: 6 },
      { kind: 'after', begin: 4, count: 1, from: 4, seen: 1 },
    ]);
  });

  it('gives answers that see margins only an input all the same', () => {
    const far: LinearRun = [conv(1, rows(3, 3)), conv(2, rows(1, 1))];
    expect(zonesOf(geometry(far, 4))).toEqual([
      { kind: 'before', begin: 0, count: 1, from: 0, seen: 1 },
      { kind: 'interior', begin: 1, count: 9, from: -3, seen: 10 },
      { kind: 'after', begin: 10, count: 1, from: 3, seen: 1 },
    ]);
  });

  it('gives edges no inputs beyond their span, where a crop left more', () => {
    const cropped: LinearRun = [conv(1, rows(0, -3)), conv(3)];
    expect(zonesOf(geometry(cropped, 9))).toEqual([
      { kind: 'before', begin: 0, count: 1, from: 0, seen: 2 },
      { kind: 'interior', begin: 1, count: 4, from: 0, seen: 6 },
      { kind: 'after', begin: 5, count: 1, from: 4, seen: 3 },
    ]);
  });

  it('covers all answers once, and all that they see', () => {
    for (const run of [three, strided, wide]) {
      for (let inputs = 2; inputs < 14; inputs++) {
        const axis = geometry(run, inputs);
        let next = 0;
        for (const { kind, begin, count, from, seen } of zonesOf(axis)) {
          expect(begin).toBe(next);
          next = begin + count;
          const first = axis.stride * begin + axis.start;
          const end = axis.stride * (next - 1) + axis.start + axis.span;
          if (kind === 'interior') {
            expect([from, from + seen]).toEqual([first, end]);
            continue;
          }
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from).toBeLessThanOrEqual(Math.max(first, 0));
          expect(from + seen).toBeGreaterThanOrEqual(Math.min(end, inputs));
          expect(from + seen).toBeLessThanOrEqual(inputs);
        }
        expect(next).toBe(axis.outputs);
      }
    }
  });
});

describe('canvasOf', () => {
  it('is the smallest image with the same edges and an answer that sees no margin', () => {
    expect(canvasOf(three, 0, geometry(three, 28))).toEqual(geometry(three, 7));
    // of the same remainder, since edges depend on it
    expect(canvasOf(strided, 0, geometry(strided, 28))).toEqual(geometry(strided, 8));
    expect(canvasOf([conv(3)], 0, geometry([conv(3)], 28)).inputs).toBe(3);
  });

  it('may be larger than an image of which all answers see margins', () => {
    expect(clearAnswer(geometry(three, 5))).toBeUndefined();
    expect(canvasOf(three, 0, geometry(three, 5)).inputs).toBe(7);
  });

  it('is the image itself where nothing is in common', () => {
    const whole = geometry([conv(5), conv(5)], 3);
    expect(canvasOf([conv(5), conv(5)], 0, whole)).toBe(whole);
  });
});

describe('clearAnswer', () => {
  it('is the first interior answer that sees inputs only', () => {
    expect(clearAnswer(geometry(three, 7))).toBe(3);
    expect(clearAnswer(geometry(three, 6))).toBeUndefined();
    expect(clearAnswer(geometry(strided, 8))).toBe(1);
    expect(clearAnswer(geometry([conv(5, rows(4, 4))], 5))).toBe(4);
    expect(clearAnswer(geometry([conv(1)], 1))).toBe(0);
    expect(clearAnswer(geometry([conv(3, rows(-2, 0))], 6))).toBe(0);
  });
});
