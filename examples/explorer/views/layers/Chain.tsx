import { shownPercent } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { convolution } from '../../state/convolution';
import { layers } from '../../state/layers';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { ChainAnswer } from '../../worker/protocol';
import { ChainCard } from './ChainCard';
import { ChainSteps } from './ChainSteps';

const said = words.wholeChain;

/** One channel from the layer's inputs to what the next layer reads. */
export function Chain() {
  const { answer, busy, failure } = useAnswer('chain', layers.chain);
  const found = answer.value;
  const { layer, output } = convolution.place();
  return (
    <section class="stack" aria-busy={busy.value}>
      <h3>{said.title(output, layer)}</h3>
      <Trouble of={failure} />
      {found && (
        <>
          <Inputs of={found} />
          <ChainSteps of={found} />
        </>
      )}
    </section>
  );
}

const Inputs = ({ of: { inputs, all } }: { readonly of: ChainAnswer }) => (
  <>
    <p class="hint">{said.inputs(all)}</p>
    <div class="row six">
      {inputs.map(({ channel, share, figure }) => (
        <div key={channel} class="chained">
          <button
            type="button"
            aria-pressed={channel === convolution.chosen()?.input}
            onClick={() => {
              convolution.input.value = channel;
            }}
          >
            {said.input(channel, shownPercent(share))}
          </button>
          <ChainCard title={said.partial(channel)} name={`partial-${channel}`} figure={figure} />
        </div>
      ))}
    </div>
    {all > inputs.length && <p>{said.more(all - inputs.length, restOf(inputs))}</p>}
  </>
);

/** The share of all channels that are not shown. */
const restOf = (inputs: ChainAnswer['inputs']) =>
  shownPercent(Math.max(0, 1 - inputs.reduce((sum, { share }) => sum + share, 0)));
