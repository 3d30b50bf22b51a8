import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rooms } from './rooms';

/**
 * Each room for `require`: its names of the script. Its types stand in full, and those of the modules say the
 * same.
 */
export async function buildCommonJs(names: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const room of rooms) {
    const taken = (names.get(room) ?? []).map((name) => `exports.${name} = all.${name};`);
    const code = ["'use strict';", "const all = require('./script/fourierXai.js');", ...taken];
    await writeFile(join('dist', `${room}.cjs`), `${code.join('\n')}\n`);
    await writeFile(join('dist', `${room}.d.ts`), `export * from './${room}.cjs';\n`);
  }
}
