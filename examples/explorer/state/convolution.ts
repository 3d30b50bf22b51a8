import { effect, signal } from '@preact/signals';
import type { ConvolutionQuestion } from '../worker/protocol';
import { numberInAddress } from './route';
import { asked, model } from './session';
import { convLayers, spectrumPart, within } from './shown';

/** What the convolution view is set to. */
export const convolution = {
  layer: numberInAddress('layer', 0),
  input: numberInAddress('in', 0),
  output: numberInAddress('out', 0),
  low: numberInAddress('low', 0),
  high: numberInAddress('high', 0.71),
  /** The weight that is painted. */
  brush: numberInAddress('brush', 0.5),
  /** What was painted on the kernel. */
  edited: signal<readonly number[] | undefined>(undefined),
  /** The chosen layer, with channels that it has. */
  chosen() {
    const facts = convLayers.value[within(convolution.layer.value, convLayers.value.length)];
    if (!facts?.kernel) return undefined;
    const [, , inputs, outputs] = facts.kernel;
    return {
      facts,
      input: within(convolution.input.value, inputs),
      output: within(convolution.output.value, outputs),
    };
  },
  /** The chosen kernel by name. */
  place() {
    const { facts, input = 0, output = 0 } = convolution.chosen() ?? {};
    return { layer: facts?.name ?? '', input, output };
  },
  question(): ConvolutionQuestion | undefined {
    const chosen = convolution.chosen();
    if (!asked.value || !chosen) return undefined;
    return {
      ...{ ...asked.value, layer: chosen.facts.index, input: chosen.input, output: chosen.output },
      edited: convolution.edited.value,
      band: [convolution.low.value, convolution.high.value],
      part: spectrumPart.value,
    };
  },
  /** Whether the three networks can be compared: the front is linear. */
  hasNetworks: () => (model.value?.linearFront ?? 0) > 1,
};

/** What was painted on one kernel is not meant for another. */
effect(() => {
  convolution.chosen();
  convolution.edited.value = undefined;
});
