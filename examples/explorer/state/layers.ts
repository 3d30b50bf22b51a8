import type { ChainQuestion, ChannelsQuestion, LayerQuestion } from '../worker/protocol';
import { convolution } from './convolution';
import { inAddress } from './route';
import { asked, prediction, target } from './session';
import { spectrumPart } from './shown';

export const listings = ['all', 'conv', 'dense', 'other', 'none'] as const;
export type Listing = (typeof listings)[number];

const listing = inAddress('list', 'none');

/** What the layers view is set to; it shares layer and channels with the convolution view. */
export const layers = {
  off: inAddress('off', '0'),
  listing: {
    get value(): Listing {
      return listings.find((each) => each === listing.value) ?? 'none';
    },
    set value(name: Listing) {
      listing.value = name;
    },
  },
  ranking(): ChannelsQuestion | undefined {
    const layer = convolution.chosen()?.facts.index;
    if (!asked.value || !prediction.value || layer === undefined) return undefined;
    return { ...asked.value, layer, target: target.value };
  },
  chain(): ChainQuestion | undefined {
    const chosen = convolution.chosen();
    if (!asked.value || !chosen) return undefined;
    return { ...asked.value, layer: chosen.facts.index, output: chosen.output };
  },
  question(): LayerQuestion | undefined {
    const chosen = convolution.chosen();
    if (!asked.value || !chosen) return undefined;
    return {
      ...{ ...asked.value, layer: chosen.facts.index, input: chosen.input, output: chosen.output },
      ...{ part: spectrumPart.value, off: layers.off.value === '1' },
    };
  },
};
