import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import { activationFunction } from '../../model/activationOf';
import { type ApplyCall, applyCall, evaluateFrom } from '../../model/evaluate';
import { callsOf, singleGraph } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { convolutionOf, isStrideOneConvolution } from '../../model/leadingRun';
import { defaultCut, type LayersModel } from '../../model/splitModel';
import { type SpectralProduct, spectralProduct } from '../convolution/spectralProduct';
import { asNetwork, disposeConvolutions, type FourierNetwork, keep } from './fourierNetwork';

/**
 * Fourier-Net 1 of the source document: every convolution of stride 1 is a product in the Fourier
 * domain; padding, pooling, activations, normalisation and all other layers stay in the spatial one.
 * The slowest of the three, for any graph of layers.
 *
 * @param model with one input and one output
 * @returns `predict`, `features` and `dispose`, which is called after use
 * @throws on a model without such a convolution, or with several inputs or outputs
 * @example
 * const network = layerwiseNetwork(model);
 * network.features(x).shape; // → [2, 8, 8, 4]
 * network.dispose();
 */
export function layerwiseNetwork(model: LayersModel): FourierNetwork {
  return named('layerwiseNetwork', () => {
    const graph = singleGraph(model);
    const { input, output } = graph;
    const convolutions = callsOf(graph).filter(({ layer }) => isStrideOneConvolution(layer));
    check(convolutions.length > 0, 'the model has no convolution of stride 1');
    const spectral = new Map<Layer, SpectralProduct>();
    for (const { layer } of convolutions) {
      if (!spectral.has(layer)) spectral.set(layer, spectralLayer(layer));
    }
    const apply: ApplyCall = (call, inputs, mask) => {
      const product = spectral.get(call.layer);
      return product
        ? convolve(call.layer, product, itemAt(inputs, 0))
        : applyCall(call, inputs, mask);
    };
    return asNetwork('layerwiseNetwork', model, {
      features: (x) => evaluateFrom(input, x, defaultCut(graph) ?? output, apply),
      predict: (x) => evaluateFrom(input, x, output, apply),
      dispose: () => {
        for (const product of spectral.values()) product.dispose();
      },
    });
  });
}

function spectralLayer(layer: Layer): SpectralProduct {
  const convolution = tidyValue(() => keep(convolutionOf(layer)));
  const product = spectralProduct([convolution]);
  return {
    apply: product.apply,
    dispose: () => {
      product.dispose();
      disposeConvolutions([convolution]);
    },
  };
}

function convolve(layer: Layer, product: SpectralProduct, x: tf.Tensor): tf.Tensor {
  const signal = x.rank === 3;
  const y = product.apply((signal ? tf.expandDims(x, 1) : x) as tf.Tensor4D);
  return activationFunction(layer)(signal ? tf.squeeze(y, [1]) : y);
}
