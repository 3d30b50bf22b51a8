import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { classNamesIn } from '../state/classNames';
import { hasImagenetNames, model, nameClasses } from '../state/session';
import { words } from '../words';

/** What the visitor's own model calls its classes: pasted, or from a file. */
export function ClassNames() {
  const id = useId();
  const said = useSignal<string | undefined>(undefined);
  const count = model.value?.classes.length ?? 0;
  const take = (text: string) => {
    try {
      const names = classNamesIn(text);
      nameClasses(names);
      const isOdd = names.length > 0 && names.length !== count;
      said.value = isOdd ? words.classNamesCount(names.length, count) : undefined;
    } catch (error) {
      said.value = words.failed((error as Error).message);
    }
  };
  return (
    <details>
      <summary>{words.classNames}</summary>
      {hasImagenetNames.value && <p class="hint">{words.imagenetNames(count)}</p>}
      <label for={id} class="hint">
        {words.classNamesHint(count)}
      </label>
      <textarea id={id} rows={5} onInput={(event) => take(event.currentTarget.value)} />
      <label class="button wide">
        {words.classNamesFile}
        <input
          type="file"
          accept=".txt,.json,.csv"
          class="hidden"
          onChange={async ({ currentTarget }) =>
            take((await currentTarget.files?.[0]?.text()) ?? '')
          }
        />
      </label>
      {said.value && (
        <p class="hint" role="status">
          {said.value}
        </p>
      )}
    </details>
  );
}
