import { useId } from 'preact/hooks';
import { Trouble } from '../../parts/Trouble';
import { history } from '../../state/history';
import { words } from '../../words';
import { VerdictLine } from './VerdictLine';

const said = words.rate;

/** A verdict on a training from elsewhere: pasted, chosen, or dropped on the page. */
export function PastedHistory() {
  const id = useId();
  const { text, verdict, failure } = history;
  return (
    <details class="stack" open={text.value !== ''}>
      <summary>{said.pasted}</summary>
      <label for={id} class="hint">
        {said.pastedHint}
      </label>
      <textarea
        {...{ id, rows: 5, value: text.value }}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <label class="button wide">
        {said.historyFile}
        <input
          type="file"
          accept=".csv,.tsv,.txt,.log,.json"
          class="hidden"
          onChange={async ({ currentTarget }) => {
            text.value = (await currentTarget.files?.[0]?.text()) ?? '';
          }}
        />
      </label>
      <Trouble of={failure} />
      {verdict.value && <VerdictLine of={verdict.value} />}
    </details>
  );
}
