import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { asImages } from './asImages';
import { layerAt } from './layerAt';

/** What a layer takes and gives for a batch, [batch, rows, columns, channels] each; tidy it up. */
export function layerValues(
  model: tfl.LayersModel,
  index: number,
  x: tf.Tensor,
): [inputs: tf.Tensor4D, outputs: tf.Tensor4D] {
  const layer = layerAt(model, index);
  const [before, after] = [layer.input, layer.output] as [tfl.SymbolicTensor, tfl.SymbolicTensor];
  const outputs = model.inputs.includes(before) ? [after] : [before, after];
  // it shares the layers of the model and has no weights of its own: there is nothing to dispose of
  const part = tfl.model({ inputs: model.inputs, outputs });
  const values = [part.predict(x) as tf.Tensor | tf.Tensor[]].flat();
  const [first, last] = values.length === 1 ? [x, values[0]] : values;
  return [asImages(first as tf.Tensor), asImages(last as tf.Tensor)];
}

/** One channel, [batch, h, w]. */
export const channelOf = (values: tf.Tensor4D, channel: number): tf.Tensor3D =>
  tf.tidy(() => tf.squeeze(tf.slice(values, [0, 0, 0, channel], [-1, -1, -1, 1]), [3]));
