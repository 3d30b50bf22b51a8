import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { explain, lrp, type PixelRange, type Pixels } from '../../../src/relevance';
import { fittedPixels, type ImageShape } from '../../../src/relevance/explain/pixels';
import { documentModel, seedWeights } from '../../../support/models';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;

const pixelTensor = (pixels: Pixels, shape: ImageShape) => fittedPixels(pixels, shape).values;

/** Two rows of three pixels, of 1, 3 or 4 bytes. */
const bytesOf = (channels: number): Pixels => ({
  ...{ width: 3, height: 2 },
  data: Uint8Array.from({ length: 6 * channels }, (_, i) => (37 * i) % 256),
});

const colored = (first: tfl.layers.Layer[], side = 4, channels = 3) =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.inputLayer({ inputShape: [side, side, channels] }),
        ...first,
        layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu' }),
        layers.flatten(),
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
    }),
  );

const picture = (side: number): Pixels => ({
  ...{ width: side, height: side },
  data: Uint8ClampedArray.from({ length: side * side * 4 }, (_, i) => (59 * i + 3) % 256),
});

/** The RGB of pictures with opacity, [side, side, 3] from 0 to 255. */
const colorsOf = ({ data, width }: { data: ArrayLike<number>; width: number }) =>
  tf.tensor3d(
    Array.from(data).filter((_, i) => i % 4 < 3),
    [width, width, 3],
  );

afterEach(() => {
  tf.disposeVariables();
});

describe('fittedPixels', () => {
  it.each([3, 4])('takes %i bytes a pixel as RGB', async (channels) => {
    const pixels = bytesOf(channels);
    const { data } = pixels as { data: Uint8Array };
    const rgb = Array.from({ length: 18 }, (_, i) => data[channels * Math.floor(i / 3) + (i % 3)]);
    const x = pixelTensor(pixels, [null, null, 3]);
    expect([x.shape, x.dtype]).toEqual([[2, 3, 3], 'float32']);
    await expectClose(x, rgb as number[], 0);
  });

  it('makes three equal channels of grey', async () => {
    const { data } = bytesOf(1) as { data: Uint8Array };
    const x = pixelTensor(bytesOf(1), [2, 3, 3]);
    await expectClose(
      x,
      [...data].flatMap((byte) => [byte, byte, byte]),
      0,
    );
  });

  it('makes grey of colours as they are seen: black, white, red, green, blue', async () => {
    const data = Uint8Array.from([0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
    const x = pixelTensor({ data, width: 5, height: 1 }, [1, 5, 1]);
    await expectClose(x, [0, 255, 76.245, 149.685, 29.07], 1e-6);
  });

  it('resizes with pixels as squares: twice as large, and half as large', async () => {
    const row = { data: Uint8Array.from([0, 100]), width: 2, height: 1 };
    await expectClose(pixelTensor(row, [1, 4, 1]), [0, 25, 75, 100], 1e-6);
    const four = { data: Uint8Array.from([0, 40, 80, 200]), width: 4, height: 1 };
    await expectClose(pixelTensor(four, [1, 2, 1]), [20, 140], 1e-6);
  });

  it('takes the mean where pixels become an eighth as many along an axis', async () => {
    const side = 24;
    const data = Uint8Array.from(
      { length: side * side },
      (_, i) => (i * i * 7 + (i % 5) * 31) % 256,
    );
    const x = pixelTensor({ data, width: side, height: side }, [3, 6, 1]);
    const means = Array.from({ length: 18 }, (_, to) => {
      const [top, left] = [8 * Math.floor(to / 6), 4 * (to % 6)];
      let sum = 0;
      for (let i = 0; i < 32; i++) sum += data[side * (top + Math.floor(i / 4)) + left + (i % 4)]!;
      return sum / 32;
    });
    await expectClose(x, tf.tensor(means, [3, 6, 1]), 1e-3);
    // 2.5 times as many rows
    const odd = pixelTensor({ data: data.subarray(0, 5 * 4), width: 4, height: 5 }, [2, 4, 1]);
    expect(odd.shape).toEqual([2, 4, 1]);
  });

  it('refuses other numbers of bytes', () => {
    expect(() => pixelTensor({ data: new Uint8Array(5), width: 2, height: 2 }, [2, 2, 3])).toThrow(
      /^image must have 1, 3 or 4 bytes for each of its 2 x 2 pixels, but it has 5 bytes$/,
    );
  });

  it.each([
    [-2, -2],
    [0.5, 8],
    ['2', '2'],
    [0, 0],
    [Number.NaN, 1],
  ])('refuses %s x %s pixels', (width, height) => {
    const pixels = { data: new Uint8Array(4), width, height } as Pixels;
    expect(() => pixelTensor(pixels, [2, 2, 3])).toThrow(
      /^width of the image must be an integer of at least 1, but it is /,
    );
  });

  it('refuses a height that is none', () => {
    const pixels = { data: new Uint8Array(4), width: 8, height: 0.5 };
    expect(() => pixelTensor(pixels, [2, 2, 3])).toThrow(/^height of the image must be an integer/);
  });
});

describe('explain of pixels', () => {
  const bytes = layers.rescaling({ scale: 1 / 127.5, offset: -1 });
  it('sees them as they are when it is called', async () => {
    const [model, pixels] = [colored([bytes]), picture(4)];
    const expected = await explain(model, picture(4), { target: 1 });
    const reused = explain(model, pixels, { target: 1 });
    (pixels as { data: Uint8ClampedArray }).data.fill(0);
    await expectClose((await reused).relevance, expected.relevance, 0);
  });

  const doubled = () => layers.rescaling({ scale: 2, offset: -1 });
  const normalised = () => layers.batchNormalization({ epsilon: 0 });

  it.each<
    [string, () => tfl.layers.Layer[], PixelRange | undefined, PixelRange, RegExp | undefined]
  >([
    ['[0, 1] where nothing says more', () => [], undefined, [0, 1], /^Pixels range from 0 to 1, /],
    [
      'bytes where they are rescaled',
      () => [bytes],
      undefined,
      [0, 255],
      /^Pixels range from 0 to 255, /,
    ],
    [
      'bytes behind what leaves values',
      () => [layers.zeroPadding2d(), bytes],
      undefined,
      [0, 255],
      /to 255/,
    ],
    ['[0, 1] where that is stretched', () => [doubled()], undefined, [0, 1], /to 1,/],
    ['the range of the caller', () => [], [-1, 1], [-1, 1], undefined],
    ['that before the noticed one', () => [bytes], [1, 0], [1, 0], undefined],
  ])('are %s', async (_, first, range, [black, white], note) => {
    const model = colored(first());
    const pixels = picture(4);
    const scaled = tf.add(tf.mul(colorsOf(pixels as never), (white - black) / 255), black);
    const x = tf.expandDims(scaled);
    const explanation = await explain(model, pixels, { ...(range && { range }) });
    const { relevance, target, notes } = explanation;
    expect(relevance.shape).toEqual([4, 4, 3]);
    await expectClose(relevance, await lrp(model, x, { target }).data(), 1e-4);
    expect(notes).toEqual(note ? [expect.stringMatching(note)] : []);
    expect(explanation.picture.shape).toEqual([4, 4, 3]);
  });

  it.each([
    [58, 255],
    [0.25, 1],
  ])('go by the deviation %d of a normalisation: up to %i', async (deviation, white) => {
    const layer = normalised();
    const model = colored([layer]);
    const of = (value: number) => tf.fill([3], value);
    layer.setWeights([of(1), of(0), of(0), of(deviation ** 2)]);
    const { notes } = await explain(model, picture(4));
    expect(notes[0]).toMatch(new RegExp(`^Pixels range from 0 to ${white},`));
  });

  it.each([
    ['bytes', () => [bytes], 1, /^The model begins by scaling bytes, but no value .* above 1: /],
    ['bytes', () => [bytes], 255, undefined],
    ['fractions', () => [], 1, undefined],
    ['fractions', () => [], 255, /^Values of image go up to 255, and the model does not begin /],
  ] as const)(
    'as a tensor are taken as they are: of a model of %s %#',
    async (_, first, most, note) => {
      const model = colored([...first()]);
      const x = tf.mul(tf.randomUniform([4, 4, 3], 0, 0.9, 'float32', 1), most);
      const image = tf.concat([tf.fill([4, 1, 3], most), tf.slice(x, [0, 1, 0], [4, 3, 3])], 1);
      const { relevance, target, notes } = await explain(model, image);
      expect(notes).toEqual(note ? [expect.stringMatching(note)] : []);
      const byHand = lrp(model, tf.expandDims(image), { target });
      await expectClose(relevance, await byHand.data(), 0);
    },
  );

  it('take the size and the channels of the model', async () => {
    const model = documentModel(6, [2, 3]);
    const { relevance, target } = await explain(model, picture(12));
    const grey = tf.sum(tf.mul(colorsOf(picture(12) as never), [0.299, 0.587, 0.114]), 2, true);
    const x = tf.div(tf.avgPool(grey as tf.Tensor3D, 2, 2, 'valid'), 255);
    await expectClose(relevance, await lrp(model, tf.expandDims(x), { target }).data(), 1e-4);
    expect(relevance.shape).toEqual([6, 6, 1]);
  });

  it('become rows where a model reshapes these into images', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.reshape({ targetShape: [4, 4, 1], inputShape: [16] }),
          layers.conv2d({ filters: 2, kernelSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const { relevance, picture: map } = await explain(model, picture(4));
    expect([relevance.shape, map.shape]).toEqual([[16], [4, 4, 3]]);
  });

  it('say that their proportions changed, and nothing where rounding changed them', async () => {
    const model = colored([], 16);
    const notesOf = async (width: number, height: number) => {
      const data = new Uint8Array(width * height * 3).fill(9);
      const told = await explain(model, { data, width, height }, { range: [0, 1] });
      return told.notes;
    };
    expect(await notesOf(40, 20)).toEqual([
      'The picture of 40 x 20 pixels was squeezed to 16 x 16: crop it before, to keep its proportions.',
    ]);
    expect(await notesOf(33, 33)).toEqual([]);
    expect(await notesOf(33, 32)).toEqual([]);
  });

  it('keep their own size for a function', async () => {
    const f = (x: tf.Tensor) => tf.mean(tf.square(x as tf.Tensor4D), [1, 2]);
    const { relevance } = await explain(f, picture(5), { target: 1 });
    const x = tf.div(colorsOf(picture(5) as never), 255);
    await expectClose(relevance, tf.mul(tf.square(x), tf.div([0, 1, 0], 25)), 1e-5);
  });

  it('leave the map and the picture alone behind', async () => {
    const model = colored([bytes]);
    const first = await explain(model, picture(8));
    tf.dispose([first.relevance, first.picture]);
    await expectNoLeak(() => explain(model, picture(8)), 2);
  });

  it('are refused by models of no images, and where they are none', async () => {
    const rows = tfl.sequential({ layers: [layers.dense({ units: 2, inputShape: [16] })] });
    await expectRefusal(
      () => explain(rows, picture(4)),
      /^explain: pixels need a model of images, .*, but it takes \[any, 16\]: give it a tensor$/,
    );
    const [model, two] = [colored([]), colored([], 4, 2)];
    await expectRefusal(() => explain(two, picture(4)), /but it takes \[any, 4, 4, 2\]/);
    await expectRefusal(
      () => explain(model, { width: 3 } as never),
      /^explain: image must be a tensor, \{ data, width, height \} or what tf\.browser\.fromPixels takes, but of an object /,
    );
    await expectRefusal(
      () => explain(model, picture(4), { range: [1, 1] }),
      /^explain: range must be \[black, white\], two different finite numbers, but it is \[1, 1\]$/,
    );
  });
});
