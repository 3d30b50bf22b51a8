import { useSignal } from '@preact/signals';
import { relevance } from '../../state/relevance';
import { target } from '../../state/session';
import { words } from '../../words';
import type { MethodName } from '../../worker/protocol';
import { codeOf } from './codeOf';

/** The lines of this library that make the left map. */
export function CopyCode() {
  const copied = useSignal(false);
  const code = codeOf({
    method: relevance.left.value as MethodName,
    sigma: relevance.sigma.value,
    gamma: relevance.gamma.value,
    target: target.value,
  });
  return (
    <details class="code">
      <summary>{words.relevance.copy}</summary>
      <pre>{code}</pre>
      <button
        type="button"
        onClick={async () => {
          await navigator.clipboard.writeText(code);
          copied.value = true;
        }}
      >
        {copied.value ? words.relevance.copied : words.relevance.copy}
      </button>
    </details>
  );
}
