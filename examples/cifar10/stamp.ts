import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeWhole } from '../../support/files';
import { readWhole } from '../../support/readWhole';

/*
 * Files in a format of others have no place for what they were made from: it stands in a stamp, a file beside them.
 */

const stampOf = (file: string) => `${file}.stamp`;

const stamp = (from: string, bytes: Uint8Array) =>
  `${from}\n${createHash('sha256').update(bytes).digest('hex')}\n`;

export function writeStamped(file: string, from: string, bytes: Uint8Array): void {
  writeWhole(file, bytes);
  writeWhole(stampOf(file), stamp(from, bytes));
}

/** Whether a file is there, whole, and made from this. */
export function isStamped(file: string, from: string): boolean {
  if (!existsSync(file) || !existsSync(stampOf(file))) return false;
  const said = readWhole(stampOf(file), 2 ** 12).toString();
  return said === stamp(from, readWhole(file, 2 ** 28));
}
