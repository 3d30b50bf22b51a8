import { existsSync, statSync } from 'node:fs';
import { shownPath } from '../../support/shownPath';

/** What Ctrl-C says. */
export const stopped = (kept: string, next: string): string => `stopped: ${kept}; ${next}`;

const again = 'the same command begins anew';
const goesOn = 'the same command goes on there';

/** While a model is trained that goes to a file, beside which its checkpoints lie. */
export function stoppedTraining(file: string, retrain: boolean): string {
  const checkpoint = `${file}.checkpoint`;
  if (!existsSync(checkpoint)) {
    return stopped('nothing of this training is kept, it had no checkpoint yet', again);
  }
  const seconds = Math.round((Date.now() - statSync(checkpoint).mtimeMs) / 1000);
  const kept = `the training is kept as it was ${seconds} seconds ago, in ${shownPath(checkpoint)}`;
  return stopped(kept, nextOf(retrain, existsSync(file)));
}

/** With --retrain a command forgets its checkpoint; without, it takes an earlier model where there is one. */
function nextOf(retrain: boolean, hasEarlier: boolean): string {
  if (!retrain) return goesOn;
  return hasEarlier
    ? `${again}, and without --retrain takes the earlier model`
    : `without --retrain ${goesOn}`;
}

/** Once a model is there. */
export const stoppedAfterTraining = (file: string): string =>
  stopped(`the trained model is kept in ${shownPath(file)}`, 'the same command begins with it');

/** Where nothing is written before the end. */
export const stoppedWithNothing = stopped('nothing is kept', again);

/** While trainings run in threads: their results and checkpoints are files. */
export function stoppedTrainings(
  runs: readonly string[],
  checkpoints: readonly string[],
  cache: string,
  retrain: boolean,
): string {
  const [finished, begun] = [runs, checkpoints].map((files) => files.filter(existsSync).length);
  const halves = begun === 0 ? '' : `, and checkpoints of ${begun} more`;
  const kept = `${finished} of ${runs.length} trainings are kept${halves}, in ${shownPath(cache)}`;
  if (finished === 0 && begun === 0) return stopped('no training is kept yet', again);
  return stopped(kept, retrain ? `without --retrain ${goesOn}` : goesOn);
}

/** While photographs are prepared, each of which is a file, or go through a base, which gives a file a set. */
export const stoppedBeforeTraining = (cache: string): string =>
  stopped(
    `prepared images and the features of finished sets are kept in ${shownPath(cache)}`,
    goesOn,
  );

/** Once all trainings are there. */
export const allKept = (): string =>
  stopped('all trainings until here are kept', 'the same command begins with them');
