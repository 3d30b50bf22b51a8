import { effect, signal } from '@preact/signals';
import type { BordersQuestion, ConvolutionQuestion } from '../worker/protocol';
import { inAddress, numberInAddress } from './route';
import { asked, model } from './session';
import { convLayers, spectrumPart, within } from './shown';
import { view } from './view';

/** What the convolution view is set to. */
export const convolution = {
  layer: numberInAddress('layer', 0),
  input: numberInAddress('in', 0),
  output: numberInAddress('out', 0),
  fused: inAddress('fused', '0'),
  /** Layers after which the border is set to zero. */
  resets: numberInAddress('resets', 0),
  low: numberInAddress('low', 0, [0, 0.71]),
  high: numberInAddress('high', 0.71, [0, 0.71]),
  /** The weight that is painted. */
  brush: numberInAddress('brush', 0.5),
  /** What was painted on the kernel. */
  edited: signal<readonly number[] | undefined>(undefined),
  /** The chosen layer, with channels that it has. */
  chosen() {
    const facts = convLayers.value[within(convolution.layer.value, convLayers.value.length)];
    if (!facts?.kernel) return undefined;
    const isFused = convolution.fused.value === '1' && convolution.canFuse();
    const [, , own, outputs] = facts.kernel;
    const inputs = isFused ? (model.value?.input[2] ?? 1) : own;
    return {
      ...{ facts, isFused, inputs, outputs },
      input: within(convolution.input.value, inputs),
      output: within(convolution.output.value, outputs),
    };
  },
  /** Whether there are layers before the chosen one that make one kernel with it. */
  canFuse() {
    const at = within(convolution.layer.value, convLayers.value.length);
    return view.value === 'convolution' && at > 0 && at < (model.value?.linearFront ?? 0);
  },
  /** The chosen kernel by name. */
  place() {
    const { facts, isFused = false, input = 0, output = 0 } = convolution.chosen() ?? {};
    const last = convLayers.value.findIndex(({ index }) => index === facts?.index);
    const front = convLayers.value.slice(0, last + 1).map(({ name }) => name);
    return { layer: facts?.name ?? '', fused: isFused ? front : [], input, output };
  },
  question(): ConvolutionQuestion | undefined {
    const chosen = convolution.chosen();
    if (!asked.value || !chosen) return undefined;
    return {
      ...{ ...asked.value, layer: chosen.facts.index, input: chosen.input, output: chosen.output },
      isFused: chosen.isFused,
      edited: convolution.edited.value,
      band: [convolution.low.value, convolution.high.value],
      part: spectrumPart.value,
    };
  },
  borders(): BordersQuestion | undefined {
    if (!asked.value || !convolution.hasNetworks()) return undefined;
    return { ...asked.value, resets: Math.max(0, Math.round(convolution.resets.value)) };
  },
  /** Whether the three networks can be compared: the front is linear. */
  hasNetworks: () => (model.value?.linearFront ?? 0) > 1,
};

/** What was painted on one kernel is not meant for another. */
effect(() => {
  convolution.chosen();
  convolution.edited.value = undefined;
});
