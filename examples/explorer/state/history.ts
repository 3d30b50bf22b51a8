import type { Curves } from '../worker/protocol';

/** A history of Keras as JSON, or as CSVLogger writes it: a line of names, then one an epoch. */
export function historyOf(text: string): Curves {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? fromJson(trimmed) : fromCsv(trimmed);
}

function fromJson(text: string): Curves {
  const read = JSON.parse(text) as { history?: Curves } & Curves;
  return read.history && !Array.isArray(read.history) ? (read.history as unknown as Curves) : read;
}

function fromCsv(text: string): Curves {
  const [head = '', ...lines] = text.split(/\r?\n/);
  const mark = head.includes(';') ? ';' : ',';
  const names = head.split(mark).map((name) => name.trim());
  const rows = lines.map((line) => line.split(mark).map(Number));
  return Object.fromEntries(
    names.flatMap((name, i) =>
      name === 'epoch' ? [] : [[named(name), rows.map((row) => row[i] ?? Number.NaN)] as const],
    ),
  );
}

/** Keras 2 says accuracy where tf.js says acc. */
const named = (name: string) => name.replace(/accuracy$/, 'acc');
