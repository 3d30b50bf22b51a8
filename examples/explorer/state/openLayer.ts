import { batch } from '@preact/signals';
import { convolution } from './convolution';
import { convLayers } from './shown';
import { view } from './view';

/** Shows a channel of the last convolution in the layers view. */
export function openLayer(kernel: number): void {
  batch(() => {
    convolution.layer.value = convLayers.value.length - 1;
    convolution.output.value = kernel;
    view.value = 'layers';
  });
}
