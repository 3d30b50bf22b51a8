import { readWhole } from './readWhole';
import { UserError } from './userError';

/** The text of a file of at most `most` bytes, without a byte order mark. Errors call it `what`. */
export const readText = (file: string, most: number, what: string): string =>
  readWhole(file, most, `${what} ${file}`)
    .toString('utf8')
    .replace(/^\ufeff/, '');

export function readJson(file: string, most: number, what: string): unknown {
  const text = readText(file, most, what);
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${what} ${file} is not JSON`);
  }
}

/** Whether a value of a JSON file is an object with fields. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
