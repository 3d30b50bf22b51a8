import Papa from 'papaparse';
import { readText } from '../../support/readText';
import { UserError } from '../../support/userError';

/** A line of the table of grades. */
export interface Grade {
  /** Of the file, with or without its ending. */
  readonly image: string;
  readonly label: number;
  readonly patient: string;
}

export interface Grades {
  readonly grades: readonly Grade[];
  /** Lines that say nothing that can be used, and why. */
  readonly skipped: readonly string[];
}

/** Bytes of the file. */
const MOST = 2 ** 26;
/** Classes, of which each has a folder and a column. */
const MOST_CLASSES = 100;

const columns = {
  image: ['image', 'file', 'filename', 'id_code'],
  label: ['level', 'grade', 'label', 'diagnosis'],
  patient: ['patient'],
} as const;

/** The grades of a CSV file whose first line names its columns. */
export function readGrades(file: string): Grades {
  const text = readText(file, MOST, 'the labels');
  if (text.includes('\0')) throw new UserError(`the labels ${file} are no text`);
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' });
  const [head = [], ...rows] = data.map((row) => row.map((cell) => cell.trim()));
  const at = placesIn(head, file);
  const grades: Grade[] = [];
  const skipped: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const [image = '', level = ''] = [row[at.image], row[at.label]];
    const fault = faultOf(image, level, seen);
    if (fault) {
      skipped.push(fault);
      continue;
    }
    seen.add(image);
    grades.push({ image, label: Number(level), patient: row[at.patient] || patientOf(image) });
  }
  return { grades, skipped };
}

function faultOf(image: string, level: string, seen: ReadonlySet<string>): string | undefined {
  if (image === '') return `a line without an image, of level '${level}'`;
  if (seen.has(image)) return `${image}: a second label`;
  const isLevel = /^\d+$/.test(level) && Number(level) < MOST_CLASSES;
  return isLevel ? undefined : `${image}: its level is '${level}', not a whole number from 0`;
}

function placesIn(head: readonly string[], file: string) {
  const place = (names: readonly string[]) =>
    head.findIndex((name) => names.includes(name.toLowerCase()));
  const [image, label] = [place(columns.image), place(columns.label)];
  for (const [at, names] of [
    [image, columns.image],
    [label, columns.label],
  ] as const) {
    if (at < 0) {
      throw new UserError(
        `the labels ${file} must have a column ${names.join(' or ')}, but they have ${head.join(', ') || 'none'}`,
      );
    }
  }
  return { image, label, patient: place(columns.patient) };
}

/** Both eyes of a patient are called 10_left and 10_right in Kaggle's data. */
const patientOf = (image: string): string =>
  image.replace(/\.\w+$/, '').replace(/_(left|right)$/i, '');
