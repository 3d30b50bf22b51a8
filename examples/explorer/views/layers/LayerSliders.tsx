import { Slider } from '../../parts/Slider';
import { convolution } from '../../state/convolution';
import { convLayers } from '../../state/shown';
import { words } from '../../words';

const said = words.convolution;

/** Layer, input channel and kernel. */
export function LayerSliders() {
  const chosen = convolution.chosen();
  const { inputs = 1, outputs = 1 } = chosen ?? {};
  return (
    <>
      <Slider
        label={said.layer}
        of={convolution.layer}
        {...{ min: 0, max: Math.max(0, convLayers.value.length - 1), step: 1 }}
        shown={() => chosen?.facts.name ?? ''}
      />
      {inputs > 1 && (
        <Slider label={said.input} of={convolution.input} min={0} max={inputs - 1} step={1} />
      )}
      <Slider label={said.output} of={convolution.output} min={0} max={outputs - 1} step={1} />
    </>
  );
}
