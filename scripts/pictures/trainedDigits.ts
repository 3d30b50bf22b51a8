import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { classNames, type Digits, firstOfEach, loadDigits } from '../../support/digits';
import { oneHot } from '../../support/oneHot';

export interface TrainedDigits {
  /** Three linear convolutions, two dense layers: the network of the source document, with fewer filters. */
  readonly model: tfl.LayersModel;
  /** Test digits: some 1s, then as many 7s. */
  readonly digits: Digits;
  /** More of them, as they come. */
  readonly more: Digits;
}

let trained: Promise<TrainedDigits> | undefined;

/** A model of 1s and 7s, trained once for all pictures, on the first images of MNIST. */
export function trainedDigits(): Promise<TrainedDigits> {
  trained ??= train();
  return trained;
}

async function train(): Promise<TrainedDigits> {
  const model = untrainedDigits();
  const train = loadDigits('train', 1, 4000);
  const y = oneHot(train.labels, classNames.length);
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  await model.fit(train.images, y, { epochs: 3, batchSize: 64, shuffle: false, verbose: 0 });
  const more = loadDigits('t10k', 2, 400);
  tf.dispose([train.images, y]);
  return { model, digits: firstOfEach(more, 20), more };
}

/** The last of them as a batch of one. */
export const lastDigit = ({ images, labels }: Digits): tf.Tensor4D =>
  tf.slice(images, [labels.length - 1, 0, 0, 0], [1, -1, -1, -1]);

/** The model with its first weights. */
export function untrainedDigits(): tfl.LayersModel {
  const from = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const convolution = { kernelSize: 3, padding: 'same', useBias: false } as const;
  const { conv2d, dense, flatten } = tfl.layers;
  return tfl.sequential({
    layers: [
      conv2d({ ...convolution, filters: 8, kernelInitializer: from(1), inputShape: [28, 28, 1] }),
      conv2d({ ...convolution, filters: 16, kernelInitializer: from(2) }),
      conv2d({ ...convolution, filters: 32, kernelInitializer: from(3) }),
      flatten(),
      dense({ units: 32, activation: 'relu', kernelInitializer: from(4) }),
      dense({ units: classNames.length, activation: 'softmax', kernelInitializer: from(5) }),
    ],
  });
}
