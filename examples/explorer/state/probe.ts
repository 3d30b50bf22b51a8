import { signal } from '@preact/signals';

/** The place that the pointer is over, as shares of height and width: all pictures of the image show it. */
export const probe = signal<{ readonly row: number; readonly column: number } | undefined>(
  undefined,
);
