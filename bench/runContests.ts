import * as tf from '@tensorflow/tfjs-core';
import { OutputsDiffer } from './compare';
import type { Contest } from './contest';
import { measure, type Pace } from './measure';
import type { Row } from './row';

export type Started = Pick<Contest, 'what' | 'backend' | 'sizes'>;

export interface Progress {
  onStart(contest: Started): void;
  onRow(row: Row): void;
}

/** Rows of the contests, one after the other, each on its own backend. */
export async function runContests(
  contests: readonly Contest[],
  pace: Pace,
  { onStart, onRow }: Progress,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contest of contests) {
    onStart(contest);
    const row = await runContest(contest, pace);
    rows.push(row);
    onRow(row);
  }
  return rows;
}

async function runContest(contest: Contest, pace: Pace): Promise<Row> {
  const { group, what, backend, sizes, reach, tolerance = 1e-4, prepare } = contest;
  if (!(await tf.setBackend(backend))) throw new Error(`there is no ${backend} backend here`);
  const match = await prepare();
  const described = { group, what, backend, sizes, ...(reach !== undefined && { reach }) };
  const names = { ours: match.ours.name, peer: match.peer.name };
  try {
    const times = await measure(match, { tolerance, pace });
    return {
      ...described,
      ours: { name: names.ours, milliseconds: times.ours },
      peer: { name: names.peer, milliseconds: times.peer },
      ...{ ratio: times.ratio, difference: times.difference, runs: times.runs },
    };
  } catch (error) {
    if (!(error instanceof OutputsDiffer)) throw error;
    const [ours, peer] = [{ name: names.ours }, { name: names.peer }];
    return { ...described, ours, peer, refused: error.message };
  } finally {
    match.dispose?.();
  }
}
