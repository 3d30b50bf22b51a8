import { useSignal } from '@preact/signals';
import { Choice } from '../parts/Choice';
import { Code } from '../parts/Code';
import { PartChoice } from '../parts/PartChoice';
import { type Chosen, kernels } from '../state/kernels';
import { convLayers } from '../state/shown';
import { words } from '../words';
import { type KernelOrder, kernelOrders } from '../worker/protocol';
import { kernelsCode } from './codes';
import { ChosenKernel } from './kernels/ChosenKernel';
import { KernelRow } from './kernels/KernelRow';

/** Random kernels of every layer, and of all layers in one, in both domains. */
export function KernelsView() {
  const chosen = useSignal<Chosen | undefined>(undefined);
  return (
    <>
      <div class="controls">
        <button
          type="button"
          class="main"
          onClick={() => {
            kernels.seed.value += 1;
          }}
        >
          {words.random}
        </button>
        <PartChoice />
        <Choice
          label={words.order}
          value={kernels.order.value}
          options={kernelOrders.map((order) => [order, words.orders[order]])}
          onChoose={(order) => {
            kernels.order.value = order as KernelOrder;
          }}
        />
      </div>
      <div class="with-aside">
        <div class="stack">
          {kernels.sources().map((source, i) => (
            <KernelRow key={source} {...{ source, chosen }} isFirst={i === 0} />
          ))}
        </div>
        <ChosenKernel of={chosen} />
      </div>
      <Code lines={kernelsCode(convLayers.value[0]?.name ?? '')} />
    </>
  );
}
