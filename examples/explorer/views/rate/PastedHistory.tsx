import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { historyOf } from '../../state/history';
import { ask } from '../../state/worker';
import { words } from '../../words';
import type { Verdict } from '../../worker/protocol';
import { VerdictLine } from './VerdictLine';

const said = words.rate;

/** A verdict on a training from elsewhere. */
export function PastedHistory() {
  const id = useId();
  const verdict = useSignal<Verdict | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const judge = async (text: string) => {
    failure.value = undefined;
    verdict.value = undefined;
    if (text.trim() === '') return;
    try {
      verdict.value = await ask('diagnose', historyOf(text));
    } catch (error) {
      failure.value = words.failed((error as Error).message);
    }
  };
  return (
    <details class="stack">
      <summary>{said.pasted}</summary>
      <label for={id} class="hint">
        {said.pastedHint}
      </label>
      <textarea id={id} rows={5} onInput={(event) => judge(event.currentTarget.value)} />
      {failure.value && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
      {verdict.value && <VerdictLine of={verdict.value} />}
    </details>
  );
}
