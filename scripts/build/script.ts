import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { minify } from 'terser';
import { fromTheRoot } from '../house/rooms';
import { rooms, sources } from './rooms';

const folder = 'dist/script';

/** How the script finds tf.js: by `require`, or as the `tf` that other scripts have made. */
const begin = `(function (root, make) {
  if (typeof module === 'object' && module.exports) {
    module.exports = make(
      require('@tensorflow/tfjs-core'),
      require('@tensorflow/tfjs-layers'),
      function () { return require('@tensorflow/tfjs-converter'); }
    );
  } else {
    var tf = root.tf;
    if (!tf || !tf.layers) throw new Error('fourierXai needs tf.js: load tf.min.js of @tensorflow/tfjs before it');
    root.fourierXai = make(tf, tf, function () {
      if (!tf.loadGraphModelSync) throw new Error('tf has no loadGraphModelSync');
      return tf;
    });
  }
})(globalThis, function (core, layers, converter) {
'use strict';
`;

const end = `
return fourierXai;
});
`;

const CORE = '@tensorflow/tfjs-core';
const LAYERS = '@tensorflow/tfjs-layers';

/** What the library imports when it is called, which is in the script from the beginning; of each package no more. */
const later: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-converter': 'export const { loadGraphModelSync } = converter();',
  'fast-png': "export { encode } from 'fast-png';",
  fflate: "export { inflateSync } from 'fflate';",
};

/** All rooms: the root, and those that have only their subpaths. */
const all = rooms
  .filter((room) => !fromTheRoot.includes(room))
  .map((room) => `export * from '${resolve(sources[room] as string).replaceAll('\\', '/')}';`)
  .join('\n');

const virtual: Plugin = {
  name: 'what is in the script',
  resolveId(id, importer, { kind }) {
    if (id === 'all') return '\0all';
    if (kind === 'dynamic-import' && id in later) return `\0${id}`;
    // from the folder of the library, not from that of a module that has none
    return importer?.startsWith('\0') ? this.resolve(id, resolve('package.json')) : null;
  },
  load: (id) => (id === '\0all' ? all : (later[id.slice(1)] ?? null)),
};

/**
 * Everything in one script: all rooms and all packages but tf.js. On a page, its names are those of
 * `globalThis.fourierXai`; by `require`, each subpath takes its own.
 */
export async function buildScript(): Promise<void> {
  const build = await rolldown({
    input: 'all',
    platform: 'browser',
    external: [CORE, LAYERS],
    plugins: [virtual],
  });
  const { output } = await build.generate({
    format: 'iife',
    name: 'fourierXai',
    globals: { [CORE]: 'core', [LAYERS]: 'layers' },
    codeSplitting: false,
    minify: true,
  });
  await build.close();
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'fourierXai.js'),
    await shortened(`${begin}${output[0].code}${end}`),
  );
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
}

/** The script is nearly half of the tarball, which terser makes a kilobyte smaller than rolldown alone. */
async function shortened(script: string): Promise<string> {
  const { code = '' } = await minify(script, {
    ecma: 2020,
    compress: { passes: 2, unsafe_arrows: true },
  });
  return `${code}\n`;
}
