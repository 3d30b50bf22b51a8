import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import {
  activationFunction,
  convolutionOf,
  isStrideOneConvolution,
} from '../../model/convolutionStack';
import { applyInside, applyLayer, endsOf, evaluate, type Layer } from '../../model/graph';
import { defaultCut, type LayersModel } from '../../model/splitModel';
import { type SpectralProduct, spectralProduct } from '../convolution/spectralProduct';
import { asNetwork, disposeConvolutions, type FourierNetwork, keep } from './fourierNetwork';

/**
 * Fourier-Net 1 of the source document: every convolution of stride 1 is a product in the Fourier
 * domain; padding, pooling, activations, normalisation and all other layers stay in the spatial one.
 * The slowest of the three, for any graph of layers.
 *
 * `features` are what the first Flatten or global pooling reads, activations included (g of `splitModel`), or
 * the output where there is none.
 *
 * @throws on a model without such a convolution, or with several inputs or outputs
 */
export function layerwiseNetwork(model: LayersModel): FourierNetwork {
  return named('layerwiseNetwork', () => {
    const [input, output] = endsOf(model);
    const spectral = new Map<Layer, SpectralProduct>();
    for (const layer of layersInside(model)) {
      if (isStrideOneConvolution(layer)) spectral.set(layer, spectralLayer(layer));
    }
    check(spectral.size > 0, 'the model has no convolution of stride 1');

    const apply = applyInside((layer, inputs) => {
      const product = spectral.get(layer);
      return product ? convolve(layer, product, inputs[0] as tf.Tensor) : applyLayer(layer, inputs);
    });
    const from = (x: tf.Tensor) => new Map([[input.id, x]]);
    const valueAt = (symbol: typeof output, x: tf.Tensor) =>
      evaluate([symbol], from(x), apply)[0] as tf.Tensor;
    return asNetwork('layerwiseNetwork', model, {
      features: (x) => valueAt(defaultCut(output) ?? output, x),
      predict: (x) => valueAt(output, x),
      dispose: () => {
        for (const product of spectral.values()) product.dispose();
      },
    });
  });
}

/** All layers, those of nested models included. */
function layersInside(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) =>
    'layers' in layer ? layersInside(layer as Layer & LayersModel) : [layer],
  );
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
