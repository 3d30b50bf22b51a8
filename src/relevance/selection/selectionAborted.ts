import type { KernelSelection } from './kernelSelection';

/** What {@link selectKernels} throws when its signal ends it; `cause` is the signal's reason. */
export class SelectionAborted extends Error {
  /** As of the errors with which the platform aborts. */
  override readonly name = 'AbortError';
  /** Of the images that were done by then; merges with that of the rest. */
  readonly selection: KernelSelection;

  constructor(selection: KernelSelection, reason: unknown) {
    super(`selectKernels: aborted after ${selection.rankings.length} images`, { cause: reason });
    this.selection = selection;
  }
}
