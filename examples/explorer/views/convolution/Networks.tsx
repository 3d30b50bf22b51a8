import { shownNumber } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { convolution } from '../../state/convolution';
import { asked, model, openModel } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { NetworkAnswer } from '../../worker/protocol';

const said = words.convolution;

/** The document's three networks. */
export function Networks() {
  const { answer, busy, failure } = useAnswer('networks', () =>
    convolution.hasNetworks() ? asked.value : undefined,
  );
  return (
    <section class="stack" aria-busy={busy.value}>
      <h3>{said.networks}</h3>
      {convolution.hasNetworks() ? (
        <>
          <Trouble of={failure} />
          {answer.value && <Comparison of={answer.value} />}
        </>
      ) : (
        <p class="hint">
          {said.notLinear}{' '}
          <button type="button" class="quiet" onClick={() => openModel('digits')}>
            {said.openDigits}
          </button>
        </p>
      )}
    </section>
  );
}

/** The class of the largest logit, and that. */
function answerOf(logits: Float32Array): string {
  const best = logits.indexOf(Math.max(...logits));
  return `${model.value?.classes[best] ?? ''} (${shownNumber(logits[best] ?? 0)})`;
}

function Comparison({ of: networks }: { readonly of: readonly NetworkAnswer[] }) {
  return (
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">{said.columns.network}</th>
          <th scope="col">{said.columns.answer}</th>
          <th scope="col">{said.columns.difference}</th>
          <th scope="col">{said.columns.time}</th>
        </tr>
      </thead>
      <tbody>
        {networks.map(({ name, outputs, difference, ms }) => (
          <tr key={name}>
            <th scope="row">{said.names[name]}</th>
            <td>{answerOf(outputs)}</td>
            <td>{shownNumber(difference)}</td>
            <td>{ms.toFixed(1)} ms</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
