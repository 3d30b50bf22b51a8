import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeWhole } from '../../support/files';
import { say } from '../../support/print';
import { readWhole } from '../../support/readWhole';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';

/*
 * A file of a cache: what it is made from (madeFrom.ts), its content, and a checksum of both.
 */

const fromLength = 64;
const checksumLength = 32;

/** Bytes of a file. */
const MOST = 2 ** 31;

const checksumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

export function writeCache(file: string, from: string, content: Uint8Array): void {
  const bytes = Buffer.concat([Buffer.from(from, 'latin1'), content]);
  writeWhole(file, Buffer.concat([bytes, checksumOf(bytes)]));
}

/** What an error or a sentence says of a file of a cache. */
export interface Called {
  /** As in 'model'. */
  readonly what: string;
  /** What helps where it is damaged, as in 'delete it'. */
  readonly help: string;
}

/**
 * The content of a file, or undefined where there is none, or one that was made from something else: then a sentence
 * says so. A damaged file, also one that nobody has written to its end, is a user error.
 */
export function readCache(file: string, from: string, called: Called): Buffer | undefined {
  if (!existsSync(file)) return undefined;
  const whole = readWhole(file, MOST);
  const bytes = whole.subarray(0, -checksumLength);
  if (!checksumOf(bytes).equals(whole.subarray(-checksumLength))) throw damaged(file, called);
  if (bytes.toString('latin1', 0, fromLength) === from) return bytes.subarray(fromLength);
  say(
    `the cached ${called.what} ${shownPath(file)} is from other options, data or versions: it is made anew`,
  );
  return undefined;
}

export const damaged = (file: string, { what, help }: Called) =>
  new UserError(`the cached ${what} ${file} is damaged: ${help}`);
