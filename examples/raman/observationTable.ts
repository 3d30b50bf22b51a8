import { table } from '../shared/page';
import type { Observation } from './observations';

/** What the document observes, what is seen here, and whether it is the same. */
export const observationTable = (observations: readonly Observation[]): string =>
  table(
    ['the document', 'here', 'seen here'],
    observations.map(({ document, here, seen }) => [document, here, answer(seen)]),
  );

const answer = (seen: boolean | undefined): string => {
  if (seen === undefined) return '–';
  return seen ? 'yes' : '<b>no</b>';
};
