import { effect, signal } from '@preact/signals';
import type { Curves, Verdict } from '../worker/protocol';
import { ask } from './worker';

/** A training from elsewhere: its history as it was pasted, chosen or dropped, and what it says of the rate. */
export const history = {
  text: signal(''),
  verdict: signal<Verdict | undefined>(undefined),
  failure: signal<string | undefined>(undefined),
};

effect(() => {
  void judge(history.text.value);
});

async function judge(text: string): Promise<void> {
  history.failure.value = undefined;
  history.verdict.value = undefined;
  if (text.trim() === '') return;
  const isLast = () => history.text.peek() === text;
  try {
    const verdict = await ask('diagnose', historyOf(text));
    if (isLast()) history.verdict.value = verdict;
  } catch (error) {
    if (isLast()) history.failure.value = (error as Error).message;
  }
}

/** Whether dropped files are a history where one is asked for: a single table or JSON. */
export const isHistory = (files: readonly File[]): boolean =>
  files.length === 1 && /\.(csv|tsv|txt|log|json)$/i.test(files[0]?.name ?? '');

/** A history of Keras as JSON, or as CSVLogger writes it: a line of names, then one an epoch. */
export function historyOf(text: string): Curves {
  const trimmed = text.trim();
  return /^[[{]/.test(trimmed) ? fromJson(trimmed) : fromCsv(trimmed);
}

function fromJson(text: string): Curves {
  // Python writes NaN and Infinity, which are no JSON
  const proper = text.replace(/\bNaN\b/g, 'null').replace(/\bInfinity\b/g, '1e999');
  const read = JSON.parse(proper) as { history?: Curves } & Curves;
  return read.history && !Array.isArray(read.history) ? (read.history as unknown as Curves) : read;
}

function fromCsv(text: string): Curves {
  const [head = '', ...lines] = text.split(/\r?\n/);
  const mark = head.includes(';') ? ';' : ',';
  const names = head.split(mark).map((name) => name.trim());
  const rows = lines.map((line) => line.split(mark).map(numberIn));
  return Object.fromEntries(
    names.flatMap((name, i) =>
      name === 'epoch' ? [] : [[named(name), rows.map((row) => row[i] ?? Number.NaN)] as const],
    ),
  );
}

/** An empty cell is no 0. */
const numberIn = (cell: string): number => (cell.trim() === '' ? Number.NaN : Number(cell));

/** Keras 2 says accuracy where tf.js says acc. */
const named = (name: string) => name.replace(/accuracy$/, 'acc');
