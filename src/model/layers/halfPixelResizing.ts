import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { resampled } from '../forms/resampled';
import { imagesOf, type Shape } from './baseLayer';

export interface HalfPixelResizingConfig {
  readonly name?: string;
  /** What images become. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  /** Or how many times as large, rows and columns. */
  readonly size?: readonly number[] | undefined;
  readonly interpolation?: 'bilinear' | 'nearest';
  readonly dataFormat?: 'channelsFirst' | 'channelsLast';
}

/**
 * Images of another size as Keras since 2 makes them, in Resizing and UpSampling2D: a pixel stands for the middle of its
 * square. tf.js lets the outermost pixels, or the first, stay where they are.
 */
export class HalfPixelResizing extends layers.Layer {
  static readonly className = 'HalfPixelResizing';
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  private readonly settings: Omit<HalfPixelResizingConfig, 'name'>;

  constructor(args: HalfPixelResizingConfig) {
    super(args as object);
    const { height, width, size, interpolation = 'bilinear', dataFormat } = args;
    this.dataFormat = dataFormat ?? 'channelsLast';
    this.settings = { height, width, size, interpolation, dataFormat: this.dataFormat };
    check(
      size === undefined
        ? isCount(height) && isCount(width)
        : size.length === 2 && size.every(isCount),
      `the size of images must be whole numbers above 0, but it is ${size ?? `${height} and ${width}`}`,
    );
    check(
      interpolation === 'bilinear' || interpolation === 'nearest',
      `interpolation must be bilinear or nearest, but it is ${interpolation}`,
    );
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const y = this.resized(imagesOf(this as never, inputs));
      return this.dataFormat === 'channelsFirst' ? tf.transpose(y, [0, 3, 1, 2]) : y;
    });
  }

  /** Of images with channels last. */
  resized(x: Tensor4D): Tensor4D {
    const isNearest = this.settings.interpolation === 'nearest';
    const [rows, columns] = this.sizeOf([x.shape[1], x.shape[2]]) as [number, number];
    return resampled(x, [rows, columns], { isNearest, halfPixelCenters: true });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = [...(inputShape as Shape)];
    const first = this.dataFormat === 'channelsFirst' ? 2 : 1;
    const [rows = null, columns = null] = shape.slice(first);
    shape.splice(first, 2, ...this.sizeOf([rows, columns]));
    return shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings } as tf.serialization.ConfigDict;
  }

  private sizeOf(from: readonly (number | null)[]): Shape {
    const { height = null, width = null, size } = this.settings;
    if (!size) return [height, width];
    return from.map((length, axis) => length && length * (size[axis] as number));
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

tf.serialization.registerClass(HalfPixelResizing as never);
