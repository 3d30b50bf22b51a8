import * as tf from '@tensorflow/tfjs-core';

/*
 * What pretrained networks want their pixels to be. They take RGB from 0 to 1 here, before that.
 */

interface Scaling {
  /** [n, h, w, 3], RGB in [0, 1], as the network takes it. */
  readonly scaled: (images: tf.Tensor4D) => tf.Tensor4D;
  /** What such an input can be, for rules of LRP that ask for it. */
  readonly range: readonly [low: number, high: number];
}

/** Of ImageNet, as Keras has them: blue, green and red, in bytes. */
const means = [103.939, 116.779, 123.68];

const scalings = {
  /** From 0 to 1. */
  unit: { scaled: (images) => tf.clone(images), range: [0, 1] },
  /** From -1 to 1: MobileNet, MobileNetV2, InceptionV3. */
  signed: {
    scaled: (images) => tf.tidy(() => tf.sub(tf.mul(images, 2), 1)),
    range: [-1, 1],
  },
  /** Blue, green and red, in bytes, less their means: VGG16, ResNet50. */
  caffe: {
    scaled: (images) =>
      tf.tidy(() => tf.sub(tf.mul(tf.reverse(images, -1), 255), tf.tensor1d(means))),
    range: [-Math.max(...means), 255 - Math.min(...means)],
  },
} as const satisfies Readonly<Record<string, Scaling>>;

export type ScalingName = keyof typeof scalings;

export const scalingNames = Object.keys(scalings) as readonly ScalingName[];

export const isScalingName = (name: string): name is ScalingName =>
  scalingNames.some((each) => each === name);

export const scalingOf = (name: ScalingName): Scaling => scalings[name];

/** Layers that only the networks of a family have, as Keras calls them. MobileNets come first: they may have a conv1_pad, too. */
const families: readonly { readonly layer: RegExp; readonly scaling: ScalingName }[] = [
  { layer: /^(mixed0|expanded_conv_depthwise|conv_dw_1)$/, scaling: 'signed' }, // Inception, MobileNets
  { layer: /^(block1_conv1|conv1_conv|res2a_branch2a)$/, scaling: 'caffe' }, // VGGs, ResNets
];

/** The scaling of the network that has these layers, where it is one that Keras brings. */
export const scalingByNames = (layers: readonly string[]): ScalingName | undefined =>
  families.find(({ layer }) => layers.some((name) => layer.test(name)))?.scaling;
