import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What a file of a cache is made from, in 64 hexadecimal digits: they differ where the options, the data, this library
 * or tf.js do.
 */
export function madeFrom(
  options: object,
  ...data: readonly (Uint8Array | Float32Array | Int32Array)[]
): string {
  const versions = { library: libraryVersion(), tfjs: tf.version_core };
  const hash = createHash('sha256').update(JSON.stringify({ versions, options }));
  for (const values of data) hash.update(`${values.length} `).update(values);
  return hash.digest('hex');
}

function libraryVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
