import type { Signal } from '@preact/signals';
import { words } from '../words';

/** What went wrong with a question, where it was asked. */
export const Trouble = ({ of }: { readonly of: Signal<string | undefined> }) =>
  of.value ? (
    <p class="failure" role="alert">
      {words.failed(of.value)}
    </p>
  ) : null;
