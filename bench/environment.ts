import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';

/** Where and with what the rows were measured. */
export interface Environment {
  readonly date: string;
  readonly library: string;
  readonly tfjs: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly browser?: string;
}

export function environment(): Environment {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    library: version,
    tfjs: tf.version_core,
    node: process.version,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
  };
}
