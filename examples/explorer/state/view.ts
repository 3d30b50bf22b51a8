import { computed } from '@preact/signals';
import { inAddress } from './route';

export const viewNames = [
  'relevance',
  'kernels',
  'convolution',
  'derivatives',
  'layers',
  'selection',
  'rate',
] as const;
export type ViewName = (typeof viewNames)[number];

const named = inAddress('view', 'relevance');
const known = computed(() => viewNames.find((name) => name === named.value) ?? 'relevance');

/** The view that is shown. */
export const view = {
  get value(): ViewName {
    return known.value;
  },
  set value(name: ViewName) {
    named.value = name;
  },
};
