import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { dilate } from '../../linear/dilate';
import { applyLayer, type Layer } from '../layer';
import { pairOf } from '../layerConfig';
import { twinOf } from '../twinOf';
import { type GradientForm, single } from './gradientForm';

/** Of TimeDistributed: its layer sees the moments of all samples as one batch. */
export const atEachTime: GradientForm = single((layer, x, apply) => {
  const { layer: inner } = layer as Layer & { readonly layer: Layer };
  const [batch, times] = [itemAt(x.shape, 0), itemAt(x.shape, 1)];
  const moments = tf.reshape(x, [batch * times, ...x.shape.slice(2)]);
  const [y] = [apply(inner, [moments])].flat() as [Tensor];
  return tf.reshape(y, [batch, times, ...y.shape.slice(1)]);
});

/** What a ConvLSTM2D computes at each time. */
interface Cell {
  readonly strides: number[];
  readonly dilationRate: number[];
  readonly dataFormat: string;
}

/** Of ConvLSTM2D: a dilated kernel is spread, as its gradient asks for, and channels are last, as wasm does. */
export const convolvedInTime: GradientForm = (layer, inputs) => {
  const { cell } = layer as Layer & { readonly cell: Cell };
  const { strides, dilationRate, dataFormat } = cell;
  const isFirst = dataFormat === 'channelsFirst';
  const convolve = (
    x: Tensor4D,
    w: Tensor4D,
    steps: readonly number[],
    padding: 'same' | 'valid',
  ) => {
    const last = isFirst ? tf.transpose(x, [0, 2, 3, 1]) : x;
    return tf.conv2d(last, w, steps as [number, number], padding);
  };
  const ordered = (y: Tensor4D) => (isFirst ? tf.transpose(y, [0, 3, 1, 2]) : y);
  const changes = {
    inputConv: (x: Tensor4D, w: Tensor4D, b: Tensor1D | null, padding?: 'same') => {
      const y = convolve(x, dilate(w, pairOf(dilationRate, true)), strides, padding ?? 'valid');
      return ordered(b ? tf.add(y, b) : y);
    },
    recurrentConv: (x: Tensor4D, w: Tensor4D) => ordered(convolve(x, w, [1, 1], 'same')),
  };
  const own = Object.assign(Object.create(Object.getPrototypeOf(cell) as object), cell, changes);
  return applyLayer(twinOf(layer, { cell: own }), inputs) as Tensor;
};
