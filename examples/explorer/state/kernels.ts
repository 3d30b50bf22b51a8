import {
  type KernelOrder,
  type KernelSource,
  type KernelsQuestion,
  kernelOrders,
} from '../worker/protocol';
import { kernelFilter } from './kernelFilter';
import { inAddress, numberInAddress } from './route';
import { model } from './session';
import { convLayers, spectrumPart } from './shown';

/** Kernels of each layer that are drawn. */
const COUNT = 8;

const order = inAddress('order', 'drawn');

/** What the kernels view is set to. */
export const kernels = {
  seed: numberInAddress('seed', 1),
  order: {
    get value(): KernelOrder {
      return kernelOrders.find((each) => each === order.value) ?? 'drawn';
    },
    set value(name: KernelOrder) {
      order.value = name;
    },
  },
  /** Every convolution layer, and the fused front where there is one. */
  sources(): readonly KernelSource[] {
    const layers = convLayers.value.map(({ index }) => index);
    return (model.value?.linearFront ?? 0) > 1 ? [...layers, 'fused'] : layers;
  },
  question(source: KernelSource): KernelsQuestion | undefined {
    const facts = model.value;
    if (!facts || !kernels.sources().includes(source)) return undefined;
    return {
      ...{ model: facts.id, source, seed: kernels.seed.value, count: COUNT },
      ...{ part: spectrumPart.value, order: kernels.order.value, filter: kernelFilter.asked() },
    };
  },
};
