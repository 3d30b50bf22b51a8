import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import type { Shape } from './baseLayer';

export interface GroupNormalizationConfig {
  readonly name?: string;
  /** Into so many parts the axis is cut; -1 for one of each value. Default 32. */
  readonly groups?: number;
  /** Default -1. */
  readonly axis?: number;
  /** Default 0.001. */
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
}

interface Weight {
  read(): Tensor;
}

/** GroupNormalization of Keras (Wu & He 2018): mean and variance of each sample over a group of channels and all places. */
export class GroupNormalization extends layers.Layer {
  static readonly className = 'GroupNormalization';
  private readonly settings: Required<Omit<GroupNormalizationConfig, 'name'>>;
  private gamma: Weight | undefined;
  private beta: Weight | undefined;

  constructor(args: GroupNormalizationConfig) {
    super(args as object);
    const { groups = 32, axis = -1, epsilon = 1e-3, center = true, scale = true } = args;
    this.settings = { groups, axis, epsilon, center, scale };
  }

  override build(inputShape: Shape | Shape[]): void {
    const [axis, groups] = this.axisAndGroups(inputShape as Shape);
    const channels = (inputShape as Shape)[axis] as number;
    check(
      Number.isSafeInteger(channels / groups),
      `groups must divide the ${channels} channels, but they are ${groups}`,
    );
    const { scale, center } = this.settings;
    const [ones, zeros] = [initializers.ones(), initializers.zeros()];
    if (scale) this.gamma = this.addWeight('gamma', [channels], undefined, ones);
    if (center) this.beta = this.addWeight('beta', [channels], undefined, zeros);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => this.normalised([inputs].flat()[0] as Tensor));
  }

  normalised(x: Tensor): Tensor {
    const { apart, axes, along } = this.views(x);
    const groups = tf.reshape(x, apart);
    const centred = tf.sub(groups, tf.mean(groups, axes, true));
    const variance = tf.mean(tf.square(centred), axes, true);
    const y = tf.div(centred, tf.sqrt(tf.add(variance, this.settings.epsilon)));
    const { gamma, beta } = this;
    const scaled = gamma ? tf.mul(tf.reshape(y, x.shape), along(gamma)) : tf.reshape(y, x.shape);
    return beta ? tf.add(scaled, along(beta)) : scaled;
  }

  /** What values are multiplied by, and what is added to them. */
  affine(x: Tensor): { factor: Tensor; shift: Tensor } {
    const { apart, axes, along } = this.views(x);
    const groups = tf.reshape(x, apart);
    const { mean, variance } = tf.moments(groups, axes, true);
    const each = (value: Tensor) => tf.reshape(tf.add(value, tf.zerosLike(groups)), x.shape);
    const slope = each(tf.rsqrt(tf.add(variance, this.settings.epsilon)));
    const factor = this.gamma ? tf.mul(slope, along(this.gamma)) : slope;
    const shift = tf.neg(tf.mul(each(mean), factor));
    return { factor, shift: this.beta ? tf.add(shift, along(this.beta)) : shift };
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }

  private axisAndGroups(shape: Shape): [axis: number, groups: number] {
    const { axis, groups } = this.settings;
    const from = axis < 0 ? axis + shape.length : axis;
    return [from, groups === -1 ? (shape[from] as number) : groups];
  }

  private views({ shape }: Tensor) {
    const [axis, groups] = this.axisAndGroups(shape);
    const channels = shape[axis] as number;
    const apart = [...shape.slice(0, axis), groups, channels / groups, ...shape.slice(axis + 1)];
    const axes = apart.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
    const sizes = shape.map((size, i) => (i === axis ? size : 1));
    return { apart, axes, along: (weight: Weight) => tf.reshape(weight.read(), sizes) };
  }
}

tf.serialization.registerClass(GroupNormalization as never);
