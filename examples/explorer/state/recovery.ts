import { words } from '../words';
import type { BackendName } from '../worker/protocol';
import { attempt, failedBackends, failure, reopen, started } from './session';
import { endWorker } from './worker';

/** What has failed twice within this time is not tried again, in ms. */
const SOON = 15_000;

let last = Number.NEGATIVE_INFINITY;

const isGraphics = (name: BackendName | undefined) => name === 'webgl' || name === 'webgpu';

/** A new worker, on another backend where graphics have failed, with all that was open. */
export async function recover(reason: string): Promise<void> {
  if (performance.now() - last < SOON) {
    failure.value = words.stopped(reason);
    return;
  }
  last = performance.now();
  const before = started.peek()?.backend;
  if (before && isGraphics(before)) failedBackends.add(before);
  endWorker(reason);
  const isBack = await attempt(reopen);
  if (isBack) failure.value = words.recovered(reason, before ?? '', started.peek()?.backend ?? '');
}
