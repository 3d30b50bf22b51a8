import { named } from '../../internal/named';
import { type Convolution, one } from '../../linear/convolution';
import type { LayersModel } from '../../model/splitModel';
import { biasOf, extentOf } from '../convolution/spectralProduct';
import { fuseKernels } from '../fusion/fuseKernels';
import { type BorderOptions, type FourierNetwork, stackedNetwork } from './fourierNetwork';

/**
 * Fourier-Net 3 of the source document: all convolutions as one product with the spectrum of their
 * fused kernel. `features` as of {@link cascadeNetwork}.
 *
 * @param model as for {@link cascadeNetwork}
 * @throws where {@link cascadeNetwork} does
 */
export function fusedNetwork(model: LayersModel, options: BorderOptions = {}): FourierNetwork {
  return named('fusedNetwork', () => stackedNetwork('fusedNetwork', model, options, fuseStack));
}

/** One convolution that does what the stack does away from the borders. */
export function fuseStack(stack: readonly Convolution[]): Convolution[] {
  const kernel = fuseKernels(
    stack.map((one) => one.kernel),
    { dilations: stack.map((one) => one.dilations) },
  );
  const bias = biasOf(stack);
  const { margins } = extentOf(stack);
  const strides = one;
  return [{ kind: 'convolution', kernel, ...(bias && { bias }), strides, dilations: one, margins }];
}
