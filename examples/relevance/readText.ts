import { readFileSync } from 'node:fs';
import { UserError } from '../../support/userError';

/** The text of a file, which is called `what` where there is none. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${what} ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
}

export function readJson(file: string, what: string): unknown {
  const text = readText(file, what);
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${what} ${file} is not JSON`);
  }
}
