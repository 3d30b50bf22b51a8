import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../helpers/run';

const guide = readFileSync('docs/guides/backends.md', 'utf8');
const line = /`(import '[^']*register_all_chained_ops';)`/.exec(guide)?.[1];

/** Bundles a program as a page would have it, runs it, and reads what it prints. */
async function bundled(program: string) {
  const folder = mkdtempSync(resolve('test/docs/bundle-'));
  try {
    const outfile = `${folder}/program.mjs`;
    await build({
      stdin: { contents: program, loader: 'ts', resolveDir: resolve('.') },
      ...{ bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'silent' },
      // as bundlers do for pages
      ...{ mainFields: ['module', 'main'], external: ['node-fetch', 'string_decoder'] },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return await runProgram(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const program = (layer: string, imports = '') => `import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
${imports}
tf.enableProdMode();
const model = tfl.sequential({ layers: [${layer}] });
const shapes = model.getWeights().map(({ shape }) => shape.join('x'));
const kernel = model.getWeights()[shapes.indexOf('4x4')] as tf.Tensor2D;
console.log(JSON.stringify(await tf.matMul(kernel, kernel, true).array()));
`;

const layers = [
  "tfl.layers.dense({ units: 4, inputShape: [4], kernelInitializer: 'orthogonal' })",
  'tfl.layers.simpleRNN({ units: 4, inputShape: [3, 2] })',
];

describe('the import that Orthogonal initializers need', () => {
  it.each(layers)('makes %s work', async (layer) => {
    const { out, err, code } = await bundled(program(layer, line));
    expect([err, code]).toEqual(['', 0]);
    const product: number[][] = JSON.parse(out);
    const identity = product.map((row, i) => row.map((_, j) => Number(i === j)));
    for (const [i, row] of product.entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(identity[i]?.[j] ?? 9, 5);
    }
  });

  it('is needed', async () => {
    const { err, code } = await bundled(program(layers[0] as string));
    expect(code).not.toBe(0);
    expect(err).toContain('flatten is not a function');
  });
});
