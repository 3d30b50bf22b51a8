import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import type { Convolution } from '../linear/convolution';
import { classNameOf } from './classNameOf';
import { applyLayer, callOf, callsTo, endsOf, evaluate, type Layer } from './graph';
import { activationOf, withoutActivation } from './logits';
import { readLayer } from './readLayer';

/** A model as a stack of convolutions and what follows it. */
export interface ConvolutionStack {
  readonly convolutions: readonly Convolution[];
  /** 2 for images [batch, rows, columns, channels], 1 for signals [batch, width, channels]. */
  readonly dimensions: 1 | 2;
  /** What the last convolution gives, before its activation, by the layers themselves. */
  readonly layered: (x: Tensor) => Tensor;
  /** The model's output from that. */
  readonly rest: (features: Tensor) => Tensor;
}

/**
 * The convolutions of stride 1 that a model begins with, up to and including the first one with an
 * activation. Kernels and biases are the model's own variables.
 *
 * @throws when the model does not begin with such a convolution
 */
export function convolutionStack(model: LayersModel): ConvolutionStack {
  const [input, output] = endsOf(model);
  const layers = leadingConvolutions(input, output);
  const end = layers.at(-1);
  check(
    end !== undefined,
    `the model must begin with a convolution of stride 1, but it begins with ${describe(onlyReader(input, output))}`,
  );
  const activate = activationFunction(end.sourceLayer);
  return {
    convolutions: layers.map(({ sourceLayer }) => convolutionOf(sourceLayer)),
    dimensions: input.shape.length === 4 ? 2 : 1,
    layered: (x) => {
      const inputs = evaluate(callOf(end).inputTensors, new Map([[input.id, x]]), applyLayer);
      return applyLayer(withoutActivation(end.sourceLayer), inputs) as Tensor;
    },
    rest: (features) =>
      evaluate([output], new Map([[end.id, activate(features)]]), applyLayer)[0] as Tensor,
  };
}

function leadingConvolutions(input: SymbolicTensor, output: SymbolicTensor): SymbolicTensor[] {
  const layers: SymbolicTensor[] = [];
  let next = onlyReader(input, output);
  while (next && isStrideOneConvolution(next.sourceLayer)) {
    layers.push(next);
    next = activationOf(next.sourceLayer) === 'linear' ? onlyReader(next, output) : undefined;
  }
  return layers;
}

/** The output of the only call that reads a symbolic tensor, if that tensor is not the model's output. */
function onlyReader(symbol: SymbolicTensor, output: SymbolicTensor): SymbolicTensor | undefined {
  if (symbol.id === output.id) return undefined;
  const readers = callsTo(output).filter(
    (call) =>
      call.sourceLayer.getClassName() !== 'InputLayer' &&
      callOf(call).inputTensors.some(({ id }) => id === symbol.id),
  );
  return readers.length === 1 ? readers[0] : undefined;
}

const describe = (symbol: SymbolicTensor | undefined) =>
  symbol
    ? `${symbol.sourceLayer.getClassName()} '${symbol.sourceLayer.name}'`
    : 'no layer or several';

/** Whether the layer is a Conv1D or Conv2D of stride 1 with channels last. */
export function isStrideOneConvolution(layer: Layer): boolean {
  if (!/^Conv[12]D$/.test(classNameOf(layer))) return false;
  const { strides, dataFormat, padding } = layer.getConfig();
  if (dataFormat === 'channelsFirst' || padding === 'causal') return false;
  return [strides].flat().every((stride) => stride === 1);
}

/** The linear part of such a layer. */
export function convolutionOf(layer: Layer): Convolution {
  const { rank } = layer.getWeights()[0] as Tensor;
  const maps = readLayer(layer, new Array<null>(rank).fill(null))?.maps;
  return maps?.[0] as Convolution;
}

/** The layer's activation alone. */
export function activationFunction(layer: Layer): (x: Tensor) => Tensor {
  const { activation } = layer as Layer & { activation?: { apply(x: Tensor): Tensor } };
  return (x) => (activation && activationOf(layer) !== 'linear' ? activation.apply(x) : x);
}
