import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import {
  heatmap,
  kernelTiles,
  overlayHeatmap,
  spectrumImage,
  toPng,
} from '../../src/visualization';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

const values = { int32: [-100, 50, 0, 25, 7, -3, 11, 2], bool: [1, 0, 0, 1, 1, 1, 0, 1] } as const;

/** Everything that makes a picture. */
const pictures: Readonly<Record<string, (x: tf.Tensor, other: tf.Tensor) => tf.Tensor>> = {
  'kernelTiles, HWIO': (x) => kernelTiles(tf.reshape(x, [2, 2, 1, 2])),
  'kernelTiles, WIO, each tile by itself': (x) =>
    kernelTiles(tf.reshape(x, [4, 2, 1]), { perTile: true }),
  heatmap: (x) => heatmap(tf.reshape(x, [2, 2, 2])),
  'heatmap, gamma': (x) => heatmap(tf.reshape(x, [2, 4]), { gamma: 0.5 }),
  'heatmap, one-sided': (x) =>
    heatmap(tf.reshape<tf.Rank.R4>(x, [1, 2, 4, 1]), { symmetric: false, gamma: 2 }),
  overlay: (x, other) => overlayHeatmap(tf.reshape(x, [2, 4, 1]), tf.reshape(other, [2, 4, 1])),
  spectrumImage: (x, other) =>
    spectrumImage({ real: tf.reshape(x, [2, 4]), imag: tf.reshape(other, [2, 4]) }),
  'spectrumImage, not shifted, of channels': (x, other) => {
    const [real, imag] = [tf.reshape(x, [1, 2, 2, 2]), tf.reshape(other, [1, 2, 2, 2])];
    return spectrumImage({ real, imag }, { shift: false, axes: [1, 2] });
  },
};

describe.each(['int32', 'bool'] as const)('%s', (dtype) => {
  it.each(Object.entries(pictures))(
    '%s is that of the same numbers as float32',
    async (_, draw) => {
      const list = [...values[dtype]];
      const tensors = (of: tf.NumericDataType) =>
        [tf.tensor1d(list, of), tf.tensor1d([...list].reverse(), of)] as const;
      const given = tensors(dtype);
      await expectClose(draw(...given), draw(...tensors('float32')), 1e-6);
      await expectNoLeak(() => tf.tidy(() => draw(...given)), 1);
    },
  );

  it('toPng writes 0 and 1 as black and white', async () => {
    const bytes = await toPng(tf.tensor3d([0, 1, 1], [1, 1, 3], dtype));
    expect([...decode(bytes).data]).toEqual([0, 255, 255]);
  });
});

it('kernelTiles has half of the largest weight half way to the end of the colours', async () => {
  const gray = [
    [0, 0, 0],
    [1, 1, 1],
  ] as const;
  const tiles = kernelTiles(tf.tensor3d([-100, 50, 0, 25], [4, 1, 1], 'int32'), { colors: gray });
  // one row of four pixels
  const expected = [0, 0.75, 0.5, 0.625].flatMap((v) => [v, v, v]);
  await expectClose(tiles, expected, 1e-6);
});
