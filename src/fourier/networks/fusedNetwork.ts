import { named } from '../../internal/named';
import { type Convolution, one } from '../../linear/convolution';
import type { LayersModel } from '../../model/splitModel';
import { biasOf, spansOf } from '../convolution/spectralProduct';
import { fuseKernels } from '../fusion/fuseKernels';
import { type BorderOptions, type FourierNetwork, runNetwork } from './fourierNetwork';

/**
 * Fourier-Net 3 of the source document: all convolutions as one product with the spectrum of their
 * fused kernel.
 *
 * @param model as for {@link cascadeNetwork}
 * @returns `predict`, `features` and `dispose`, which is called after use
 * @throws where {@link cascadeNetwork} does
 * @example
 * const network = fusedNetwork(linearModel);
 * const difference = tf.sub(network.predict(x), linearModel.predict(x) as tf.Tensor);
 * tf.max(tf.abs(difference)); // → 0.00000
 * network.dispose();
 */
export function fusedNetwork(model: LayersModel, options: BorderOptions = {}): FourierNetwork {
  return named('fusedNetwork', () => runNetwork('fusedNetwork', model, options, fusedConvolution));
}

/** One convolution that does what the stack does away from the borders. */
export function fusedConvolution(run: readonly Convolution[]): Convolution[] {
  const kernel = fuseKernels(
    run.map((one) => one.kernel),
    { dilations: run.map((one) => one.dilations) },
  );
  const bias = biasOf(run);
  const { margins } = spansOf(run);
  const strides = one;
  return [{ kind: 'convolution', kernel, ...(bias && { bias }), strides, dilations: one, margins }];
}
