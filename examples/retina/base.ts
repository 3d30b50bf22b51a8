import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { splitModel } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import { reasonOf } from '../../support/reasonOf';
import { UserError } from '../../support/userError';
import { madeFrom } from '../shared/madeFrom';
import { type ScalingName, scalingByNames, scalingNames } from '../shared/scalings';

/** What says which pretrained network is used. */
export interface BaseChoice {
  /** A file or a URL. */
  readonly base: string;
  readonly scaling: ScalingName | undefined;
  /** Rows and columns of its images. */
  readonly size: number;
}

/** A pretrained network without its classes, its weights frozen. */
export interface Base {
  /** From images to features, [n, rows, columns, channels]. */
  readonly model: LayersModel;
  readonly scaling: ScalingName;
  /** Of the features of one image: [rows, columns, channels]. */
  readonly shape: readonly [number, number, number];
  /** Of the whole network, as it was read. */
  readonly layers: number;
  /** What it is made from, as madeFrom.ts says it. */
  readonly from: string;
}

/** Rows and columns of features that the second head needs. */
const LEAST = 3;

/** Reads a network and cuts it before its first flattening or global pooling, if it has one. */
export async function loadBase({ base, scaling, size }: BaseChoice): Promise<Base> {
  const whole = await loadModel(base).catch((error: unknown) => {
    throw new UserError(`cannot read the base ${base}: ${reasonOf(error)}`);
  });
  const model = withoutClasses(whole, base);
  checkImages(model, base, size);
  const shape = shapeOf(model, size);
  if (Math.min(shape[0], shape[1]) < LEAST) {
    throw new UserError(
      `the base ${base} must give at least ${LEAST} x ${LEAST} features, but it gives ${shape.join(' x ')}; a larger --size gives more`,
    );
  }
  for (const layer of model.layers) layer.trainable = false;
  return {
    ...{ model, shape, layers: whole.layers.length },
    scaling: scaling ?? scalingIn(whole, base),
    from: await fromOf(model, { scaling, size }),
  };
}

async function fromOf(model: LayersModel, settings: object): Promise<string> {
  const names = model.layers.map((layer) => layer.getClassName());
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data<'float32'>()));
  return madeFrom({ ...settings, names }, ...weights);
}

function withoutClasses(whole: LayersModel, base: string): LayersModel {
  if (whole.outputs.length === 1 && rankOf(whole.outputs[0]) === 4) return whole;
  try {
    const { g } = splitModel(whole);
    if (rankOf(g.outputs[0]) !== 4) throw new Error('what comes before is no image');
    return g;
  } catch (error) {
    throw new UserError(`the base ${base} has no features of an image: ${reasonOf(error)}`);
  }
}

/** What the model gives for one image, whose size it may leave open. */
function shapeOf(model: LayersModel, size: number): Base['shape'] {
  return tf.tidy(() => {
    const [, ...shape] = (model.predict(tf.zeros([1, size, size, 3])) as tf.Tensor4D).shape;
    return shape;
  });
}

const rankOf = (tensor: SymbolicTensor | undefined) => tensor?.shape.length;

function checkImages({ inputs }: LayersModel, base: string, size: number): void {
  const [, rows, columns, channels] = inputs[0]?.shape ?? [];
  const isFine = [rows, columns].every((side) => side === null || side === size);
  if (inputs.length === 1 && isFine && channels === 3) return;
  throw new UserError(
    `the base ${base} must take images of ${size} x ${size} RGB pixels, but it takes [${inputs[0]?.shape.slice(1)}]; --size sets the size`,
  );
}

function scalingIn({ layers }: LayersModel, base: string): ScalingName {
  const found = scalingByNames(layers.map(({ name }) => name));
  if (found) return found;
  throw new UserError(
    `the base ${base} is no network that is known: say with --scaling what its pixels are, ${scalingNames.join(', ')}`,
  );
}
