import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bandsOf } from '../../../../src/fourier/fusion/product/bandsOf';
import { runGeometry } from '../../../../src/fourier/fusion/runGeometry';
import { zonesOf } from '../../../../src/fourier/fusion/zone';
import { convolutionOf } from '../../../helpers/shapeMaps';

const cases = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  stride: fc.constantFrom(1, 2, 3),
  batch: fc.integer({ min: 0, max: 9 }),
  line: fc.integer({ min: 1, max: 20 }),
  answers: fc.integer({ min: 1, max: 20 }),
  most: fc.constantFrom(1, 50, 400, 10_000),
});

it('are all rows of all images, each once, with what they see', () => {
  fc.assert(
    fc.property(cases, ({ rows, stride, batch, line, answers, most }) => {
      const run = [
        convolutionOf([3, 1, 1, 1], { strides: [stride, 1] }),
        convolutionOf([4, 1, 1, 1]),
        convolutionOf([3, 1, 1, 1]),
      ];
      const geometry = runGeometry(run, 0, rows);
      fc.pre(geometry !== undefined);
      const zones = zonesOf(geometry);
      const times = new Map<string, number>();
      for (const band of bandsOf(zones, geometry, batch, [line, answers], most)) {
        const { images, outputs, inputs, zone, places } = band;
        const isInterior = zone.kind === 'interior';
        expect(outputs.count).toBe(isInterior ? places : zone.count);
        for (let i = 0; i < images.count; i++) {
          for (let row = 0; row < outputs.count; row++) {
            const name = `${images.from + i}, ${outputs.from + row}`;
            times.set(name, (times.get(name) ?? 0) + 1);
          }
        }
        const from = geometry.stride * outputs.from + geometry.start;
        const step = geometry.stride * (places - 1);
        expect(inputs).toEqual(
          isInterior
            ? { from, count: step + geometry.span }
            : { from: zone.from, count: zone.seen },
        );
        // a row of places of one image is the least; those of which there are several keep to what is asked
        const values = images.count * Math.max(outputs.count * answers, step * line);
        if (images.count > 1 || places > 1) expect(values).toBeLessThanOrEqual(most);
      }
      expect(times.size).toBe(batch * geometry.outputs);
      expect([...times.values()].every((count) => count === 1)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
