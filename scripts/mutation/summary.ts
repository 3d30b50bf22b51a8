import type { Stryker } from '@stryker-mutator/core';

/** What Stryker found, one a mutant. */
export type Results = Awaited<ReturnType<Stryker['runMutationTest']>>;

/** The standard normal deviate that 95 % lie within. */
const DEVIATE = 1.96;

/** The score of the mutants that were drawn and run, and the range of the score of all by Wilson, 95 %. */
export function summary(room: string, results: Results): string[] {
  const count = (...states: string[]) =>
    results.filter(({ status }) => states.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const missed = count('Survived', 'NoCoverage');
  const drawn = noticed + missed;
  const [low, high] = wilson(noticed, drawn);
  return [
    `${room}: ${noticed} of ${drawn} mutants noticed (${count('Timeout')} by their time), ${percent(noticed / drawn)}`,
    `95 % range ${percent(low)} to ${percent(high)}; ${missed} not noticed, ${count('NoCoverage')} of them never run`,
    `left out: ${count('CompileError')} not drawn, ${count('Ignored')} static or text, ${count('RuntimeError')} that did not start`,
  ];
}

function wilson(hits: number, of: number): [low: number, high: number] {
  const square = DEVIATE ** 2;
  const middle = hits + square / 2;
  const half = DEVIATE * Math.sqrt((hits * (of - hits)) / of + square / 4);
  return [(middle - half) / (of + square), (middle + half) / (of + square)];
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
