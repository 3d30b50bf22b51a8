import { named } from '../../internal/named';
import type { LayersModel } from '../../model/splitModel';
import { type BorderOptions, type FourierNetwork, runNetwork } from './fourierNetwork';

/**
 * Fourier-Net 2 of the source document: the image goes to the Fourier domain once, is multiplied with
 * the spectra of one layer after the other, and comes back once.
 *
 * @param model begins with convolutions of stride 1, with or without bias, in nested models too; what follows the first
 *   activation or the first other layer stays in the spatial domain, and so do layers before them that are neither
 *   convolutions nor dense, as rescaling, reshaping or zero padding
 * @returns `predict`, `features` and `dispose`, which is called after use
 * @throws when the model does not begin so, or has several inputs or outputs
 * @example
 * const network = cascadeNetwork(linearModel);
 * network.features(x).shape; // → [2, 8, 8, 2]
 * network.dispose();
 */
export function cascadeNetwork(model: LayersModel, options: BorderOptions = {}): FourierNetwork {
  return named('cascadeNetwork', () => runNetwork('cascadeNetwork', model, options, (run) => run));
}
