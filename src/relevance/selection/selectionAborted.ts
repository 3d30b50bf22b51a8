import { AbortError } from '../../internal/abortError';
import type { KernelSelection } from './kernelSelection';

/** What {@link selectKernels} rejects with when its signal ends it; `cause` is the signal's reason. */
export class SelectionAborted extends AbortError {
  /** Of the images up to then; merges with that of the rest, whose `firstImage` is the number `given` of these. */
  readonly selection: KernelSelection;

  constructor(selection: KernelSelection, reason: unknown) {
    super(`aborted after ${selection.given} images`, reason);
    this.selection = selection;
  }
}
