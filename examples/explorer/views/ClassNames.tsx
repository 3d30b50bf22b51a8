import { nameClasses } from '../state/session';
import { words } from '../words';

/** What the visitor's own model calls its classes. */
export function ClassNames() {
  return (
    <details>
      <summary>{words.classNames}</summary>
      <textarea
        rows={5}
        aria-label={words.classNames}
        onInput={(event) => nameClasses(event.currentTarget.value.split('\n'))}
      />
    </details>
  );
}
