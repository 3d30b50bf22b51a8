import { resolve } from 'node:path';
import * as library from '../../../src/index';
import * as load from '../../../src/load/index';
import * as shards from '../../../src/shards/index';
import * as wasm from '../../../src/wasm/index';
import * as given from './given';
import { namesIn, type Program } from './programs';

const modules = {
  'fourier-xai': library,
  'fourier-xai/load': load,
  'fourier-xai/shards': shards,
  'fourier-xai/wasm': wasm,
};
const spaces = { tf: '@tensorflow/tfjs-core', tfl: '@tensorflow/tfjs-layers' };

/** An example with what it leaves to its reader, on the first line: the imports of what it names, and what is given. */
export function wholeExample(example: Program): Program {
  const { text } = example;
  const made = new Set(namesIn(text));
  const lacks = (name: string) =>
    new RegExp(`(?<![.\\w'])${name}\\b`).test(text) && !made.has(name);
  const ofModules = Object.entries(modules).map(([path, module]) => {
    const names = Object.keys(module).filter(lacks);
    return names.length > 0 ? `import { ${names.join(', ')} } from '${path}';` : '';
  });
  const ofGiven = Object.keys(given).filter(lacks);
  const from = JSON.stringify(resolve(import.meta.dirname, 'given'));
  const line = [
    ...Object.entries(spaces).map(([name, path]) =>
      lacks(name) ? `import * as ${name} from '${path}';` : '',
    ),
    ...ofModules,
    ofGiven.length > 0 ? `import * as $given from ${from};` : '',
    ...ofGiven.map((name) => `const ${name} = await $given.${name}();`),
  ];
  return { ...example, text: `${line.filter(Boolean).join(' ')} ${text}` };
}
