import { useSignal } from '@preact/signals';
import { words } from '../words';

/** Lines of this library that make what is shown, to be copied. */
export function Code({ lines }: { readonly lines: string }) {
  const copied = useSignal('');
  return (
    <details class="code">
      <summary>{words.copy}</summary>
      <pre>{lines}</pre>
      <button
        type="button"
        onClick={async () => {
          await navigator.clipboard.writeText(lines);
          copied.value = lines;
        }}
      >
        {copied.value === lines ? words.copied : words.copy}
      </button>
    </details>
  );
}
