import { batch } from '@preact/signals';
import { type KernelFilter, type KernelMeasure, kernelMeasures } from '../worker/protocol';
import { inAddress, numberInAddress } from './route';
import { model } from './session';

export type FilterName = 'none' | KernelMeasure;

const by = inAddress('filter', 'none');

/** Which kernels may be drawn in the kernels view. The ends of the range are shares of all that there is. */
export const kernelFilter = {
  from: numberInAddress('least', 0, [0, 1]),
  to: numberInAddress('most', 1, [0, 1]),
  get by(): FilterName {
    return kernelFilter.names().find((name) => name === by.value) ?? 'none';
  },
  /** What was a range of one measure is none of another. */
  set by(name: FilterName) {
    batch(() => {
      by.value = name;
      kernelFilter.from.value = 0;
      kernelFilter.to.value = 1;
    });
  },
  /** Kernels of one row have no direction. */
  names: (): FilterName[] => [
    'none',
    ...kernelMeasures.filter((name) => name !== 'orientation' || !model.value?.takesSpectra),
  ],
  /** An end of the range in the measure's own unit. */
  inUnits: (share: number): number => share * highest[kernelFilter.by],
  asked(): KernelFilter | undefined {
    const name = kernelFilter.by;
    if (name === 'none') return undefined;
    const [from, to] = [kernelFilter.from.value, kernelFilter.to.value].map(kernelFilter.inUnits);
    return { by: name, from: from as number, to: to as number };
  },
};

/** The largest norm of the layer, a half turn, and the frequency in a corner, √½ and a little. */
const highest: Readonly<Record<FilterName, number>> = {
  ...{ none: 1, norm: 1, orientation: 180, band: 0.71 },
};
