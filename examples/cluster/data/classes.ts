import Papa from 'papaparse';
import { readText } from '../../../support/readText';
import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';
import type { ImageSource } from './imageSource';

/** Bytes of the table. */
const MOST = 2 ** 28;

/**
 * The class of each image: by a table of names and classes, a CSV file, or else by the folder that holds it, of the
 * topmost ones, whose sorted names are the classes 0, 1, ...
 */
export const classesOf = (source: ImageSource, labels?: string): readonly number[] =>
  labels === undefined ? classesOfFolders(source) : classesInTable(source, labels);

function classesOfFolders({ names }: ImageSource): number[] {
  const folders = names.map(folderOf);
  const classes = new Map([...new Set(folders)].sort().map((folder, index) => [folder, index]));
  return folders.map((folder) => classes.get(folder) as number);
}

function folderOf(name: string): string {
  const end = name.indexOf('/');
  if (end >= 0) return name.slice(0, end);
  throw new UserError(
    `the image ${name} lies in no folder, which would be its class: put it into one, or give a table of names and classes`,
  );
}

function classesInTable({ names }: ImageSource, file: string): number[] {
  const called = `the labels ${shownPath(file)}`;
  const known = new Set(names);
  const classes = new Map<string, number>();
  for (const [name, written] of withoutHead(rowsOf(file, called), known)) {
    if (!known.has(name)) throw new UserError(`${called} have ${name}, which is no image`);
    if (classes.has(name)) throw new UserError(`${called} have ${name} twice`);
    classes.set(name, classIn(written, name, called));
  }
  return names.map((name) => {
    const found = classes.get(name);
    if (found === undefined) throw new UserError(`${called} lack the image ${name}`);
    return found;
  });
}

type Row = readonly [name: string, written: string];

function rowsOf(file: string, called: string): Row[] {
  const text = readText(file, MOST, 'the labels');
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: 'greedy' });
  const [error] = errors;
  if (error) throw new UserError(`${called} are no CSV: ${error.message}`);
  return data.map(([name, written, ...more]) => {
    if (name === undefined || written === undefined || more.length > 0) {
      throw new UserError(
        `${called} must have lines of a name and a class, but one has ${[name, written, ...more].join(',')}`,
      );
    }
    return [name, written.trim()];
  });
}

/** A first line that speaks of no image and has no class is the head. */
function withoutHead(rows: readonly Row[], known: ReadonlySet<string>): readonly Row[] {
  const [name, written] = rows[0] ?? ['', ''];
  return !known.has(name) && !isClass(written) ? rows.slice(1) : rows;
}

/** A whole number from 0, of which there are not too many for a model. */
const isClass = (written: string): boolean => /^\d{1,6}$/.test(written);

function classIn(written: string, name: string, called: string): number {
  if (isClass(written)) return Number(written);
  throw new UserError(
    `${called} must give whole numbers from 0 to 999999 as classes, but ${name} has '${written}'`,
  );
}
