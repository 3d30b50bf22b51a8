import { batch } from '@preact/signals';
import { BandSliders } from '../../parts/BandSliders';
import { Check } from '../../parts/Check';
import { PartChoice } from '../../parts/PartChoice';
import { convolution } from '../../state/convolution';
import { chooseImage, gallery } from '../../state/session';
import { convLayers } from '../../state/shown';
import { words } from '../../words';
import { LayerSliders } from '../layers/LayerSliders';

const said = words.convolution;

const anyOf = (count: number) => Math.floor(Math.random() * count);

/** A new image, or a new kernel of a layer, as in the document's second app. */
export function ConvolutionControls() {
  const draw = (layer: number) => {
    const kernel = convLayers.value[layer]?.kernel;
    if (!kernel) return;
    batch(() => {
      convolution.layer.value = layer;
      convolution.input.value = anyOf(kernel[2]);
      convolution.output.value = anyOf(kernel[3]);
      convolution.edited.value = undefined;
    });
  };
  return (
    <div class="controls">
      <div class="buttons">
        <button
          type="button"
          class="main"
          onClick={() => chooseImage(anyOf(gallery.value?.pictures.length ?? 1))}
        >
          {said.newInput}
        </button>
        {convLayers.value.map(({ index }, i) => (
          <button key={index} type="button" class="main" onClick={() => draw(i)}>
            {said.newLayer(i + 1)}
          </button>
        ))}
      </div>
      <p class="hint wide">{said.drawHint}</p>
      <LayerSliders />
      {convolution.canFuse() && <Check label={said.fused} of={convolution.fused} />}
      <BandSliders labels={said} band={convolution} />
      <PartChoice />
    </div>
  );
}
