import { computed } from '@preact/signals';
import { type SpectrumPart, spectrumParts } from '../worker/protocol';
import { inAddress } from './route';
import { model, takesSpectra } from './session';

/** Convolution layers that the views can open. */
export const convLayers = computed(
  () => model.value?.layers.filter(({ kernel }) => kernel !== undefined) ?? [],
);

const part = inAddress('part', 'magnitude');

/** What of a spectrum all views show. */
export const spectrumPart = {
  get value(): SpectrumPart {
    return spectrumParts.find((each) => each === part.value) ?? 'magnitude';
  },
  set value(name: SpectrumPart) {
    part.value = name;
  },
};

/** A whole number of the address within what there is. */
export const within = (value: number, count: number): number =>
  Math.min(Math.max(0, Math.round(value)), Math.max(0, count - 1));

/** The frequency in the corner of a spectrum, in cycles per pixel; one row has none above a half. */
export const highestFrequency = (): number => (takesSpectra.value ? 0.5 : 0.71);
