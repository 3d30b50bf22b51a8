import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { reasonOf } from '../../support/reasonOf';
import { UserError } from '../../support/userError';
import { type Grade, readGrades } from './labelled';

/** A photograph with its grade. */
export interface Photograph extends Grade {
  readonly file: string;
}

export interface Photographs {
  /** In the order of their names. */
  readonly found: readonly Photograph[];
  /** What cannot be used, and why. */
  readonly skipped: readonly string[];
}

const isImage = (name: string) => /\.(jpe?g|png|webp|tiff?)$/i.test(name);

/** The photographs of a folder that have a grade, and the grades that have a photograph. */
export function findPhotographs(folder: string, labels: string): Photographs {
  const { grades, skipped } = readGrades(labels);
  const files = new Map<string, string>();
  const found: Photograph[] = [];
  const missing: string[] = [];
  for (const name of imagesIn(folder)) {
    const other = files.get(keyOf(name));
    if (other === undefined) files.set(keyOf(name), name);
    else missing.push(`${name}: an image of the same name as ${other}`);
  }
  for (const grade of grades) {
    const name = files.get(keyOf(grade.image));
    if (name === undefined) {
      missing.push(`${grade.image}: a label without an image`);
      continue;
    }
    files.delete(keyOf(grade.image));
    found.push({ ...grade, image: stemOf(name), file: join(folder, name) });
  }
  if (found.length === 0) {
    throw new UserError(`no image of ${folder} has a label in ${labels}`);
  }
  const left = [...files.values()].map((name) => `${name}: an image without a label`);
  return {
    found: found.sort((a, b) => (a.image < b.image ? -1 : 1)),
    skipped: [...skipped, ...missing, ...left],
  };
}

function imagesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isImage).sort();
  } catch (error) {
    throw new UserError(`cannot read the folder ${folder}: ${reasonOf(error)}`);
  }
}

const stemOf = (name: string) => basename(name, isImage(name) ? extname(name) : '');

const keyOf = (name: string) => stemOf(name).toLowerCase();
