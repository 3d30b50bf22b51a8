import { type Chapter, table } from '../shared/page';
import type { Findings } from './findings';
import { observationsOf } from './observations';
import { runsOf } from './runsOf';

/** How many of the document's observations appear here, and why the others do not. */
export function summaryChapter(findings: Findings): Chapter {
  const all = [...observationsOf(runsOf(findings))].flatMap(([name, observations]) =>
    observations.map((observation) => ({ name, ...observation })),
  );
  const count = (answer: boolean | undefined) => all.filter(({ seen }) => seen === answer).length;
  const missing = all.filter(({ seen }) => seen === false);
  const lines = missing.map(({ name, document, here, why = '' }) => [name, document, here, why]);
  return {
    title: "The document's observations",
    lead: `Of ${all.length} observations that the document writes below its curves, ${count(true)} are seen here, ${count(false)} are not, and
      ${count(undefined)} are advice, or numbers beside numbers, that no run can confirm.`,
    body:
      lines.length > 0
        ? `${table(['learning rate', 'the document', 'here', 'why it may be so'], lines)}`
        : '',
  };
}
