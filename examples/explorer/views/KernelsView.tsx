import { Choice } from '../parts/Choice';
import { Code } from '../parts/Code';
import { PartChoice } from '../parts/PartChoice';
import { kernels } from '../state/kernels';
import { convLayers } from '../state/shown';
import { words } from '../words';
import { type KernelOrder, kernelOrders } from '../worker/protocol';
import { kernelsCode } from './codes';
import { ChosenKernel } from './kernels/ChosenKernel';
import { FilterControls } from './kernels/FilterControls';
import { KernelRow } from './kernels/KernelRow';

/** Random kernels of every layer, and of all layers in one, in both domains. */
export function KernelsView() {
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
        <FilterControls />
      </div>
      <p class="hint">{words.kernels.pairHint}</p>
      <div class="with-aside">
        <div class="stack">
          {kernels.sources().map((source, i) => (
            <KernelRow key={source} source={source} isFirst={i === 0} />
          ))}
        </div>
        <ChosenKernel />
      </div>
      <Code lines={kernelsCode(convLayers.value[0]?.name ?? '')} />
    </>
  );
}
