import { signal, untracked } from '@preact/signals';
import type { SelectionQuestion } from '../worker/protocol';
import { numberInAddress } from './route';
import { asked } from './session';

/** What the selection view is set to; it runs when it is told to. */
export const selection = {
  tolerance: numberInAddress('tolerance', 0.3, [0.05, 1]),
  /** Counts the times that it was told to. */
  runs: signal(0),
  question(): SelectionQuestion | undefined {
    if (selection.runs.value === 0 || !asked.peek()) return undefined;
    return {
      ...(asked.peek() as NonNullable<typeof asked.value>),
      run: selection.runs.value,
      tolerance: untracked(() => selection.tolerance.value),
    };
  },
};
