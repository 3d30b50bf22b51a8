import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { grayColors, heatmap, overlayHeatmap, spectrumImage } from '../../src/visualization';
import { expectClose } from '../helpers/expectClose';
import { expectRefusal } from '../helpers/leaks';

const empty = [
  [0, 4, 4, 2],
  [2, 0, 4, 1],
  [2, 4, 0, 1],
];

describe('pictures without pixels', () => {
  it.each(empty)('have no colours: [%i, %i, %i, %i]', async (...shape) => {
    const x = tf.zeros(shape);
    const colours = [...shape.slice(0, -1), 3];
    for (const symmetric of [true, false]) {
      expect(heatmap(x, { symmetric }).shape).toEqual(colours);
    }
    expect(overlayHeatmap(x, x).shape).toEqual(colours);
    expect(spectrumImage({ real: x, imag: x }).shape).toEqual([...shape, 3]);
  });

  it('are not those without channels, whose sum is 0', async () => {
    const x = tf.zeros([1, 2, 0]);
    await expectClose(heatmap(x, { colors: grayColors }), new Array(6).fill(0.5));
    await expectClose(overlayHeatmap(x, x), new Array(6).fill(0.5));
  });
});

describe('options of another kind', () => {
  const x = tf.ones([2, 2, 1]);
  const loose = { heatmap, overlayHeatmap } as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >;

  it.each([
    ['heatmap', 'gamma', 'a finite number above 0'],
    ['overlayHeatmap', 'gamma', 'a finite number above 0'],
    ['overlayHeatmap', 'opacity', 'a number from 0 to 1'],
  ])('%s, %s', async (name, option, described) => {
    for (const wrong of ['', '1', true, null, [1], 1n, Symbol('1'), new Number(1), Number.NaN]) {
      const call = () =>
        loose[name]?.(...(name === 'overlayHeatmap' ? [x, x] : [x]), { [option]: wrong });
      await expectRefusal(call, new RegExp(`^${name}: ${option} must be ${described}, but it is `));
    }
  });

  it('colours are bounded', async () => {
    const colors = new Array(1025).fill([0, 0, 0]);
    const message =
      /^heatmap: colors must be an array of 2 to 1024 colours .* but it is an array of 1025$/;
    await expectRefusal(() => heatmap(x, { colors }), message);
    const shape = heatmap(x, { colors: colors.slice(1) as never }).shape;
    expect(shape).toEqual([2, 2, 3]);
  });
});
