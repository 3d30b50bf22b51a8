import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runProgram } from '../helpers/run';

const readme = readFileSync('README.md', 'utf8');

const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

/** What a program prints as JSON in its last line. */
async function run(program: string) {
  const file = `test/docs/readme-${process.pid}.ts`;
  writeFileSync(file, program);
  try {
    const { out, err, code } = await runProgram(file);
    expect(err).toBe('');
    expect(code).toBe(0);
    return JSON.parse(out.trim().split('\n').at(-1) as string);
  } finally {
    rmSync(file);
  }
}

const difference = `
const difference = async (a: tf.Tensor, b: tf.Tensor) => (await tf.max(tf.abs(tf.sub(a, b))).data())[0];
`;

it('runs the code of the README as it stands there', async () => {
  const result = await run(`${programs[0]}${difference}
console.log(JSON.stringify([await difference(y, model.predict(x) as tf.Tensor), picture.shape]));
`);
  expect(result).toEqual([expect.closeTo(0, 6), [1, 28, 28, 3]]);
});

it('runs the code on fusion, on a model in the place of the loaded one', async () => {
  const loading = /await tfl\.loadLayersModel\(.*\)/;
  expect(programs[2]).toMatch(loading);
  const made = `tfl.sequential({ layers: [
  tfl.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', inputShape: [28, 28, 1] }),
  tfl.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }),
  tfl.layers.flatten(),
  tfl.layers.dense({ units: 2 }),
] })`;
  const result = await run(`import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
enableProdMode();
${programs[2]?.replace(loading, made)}${difference}
const expected = model.predict(x) as tf.Tensor;
const answers = [same as tf.Tensor, shallow.predict(x) as tf.Tensor];
console.log(JSON.stringify(await Promise.all(answers.map((y) => difference(y, expected)))));
`);
  expect(result).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
});

it('runs the code on derivatives', async () => {
  const result = await run(`import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
enableProdMode();
${programs[3]}
const numbers = await Promise.all([dgDx, dyDg, dyDx].map(async (y) => [...(await y.data())]));
console.log(JSON.stringify([...numbers, gradient.shape, lipschitz.shape]));
`);
  expect(result).toEqual([[3, 4], [32805, 103680], [513135], [1, 28, 28, 1], []]);
});

it('names every public function', async () => {
  const names = ['index', 'wasm/index', 'load/index'].map((one) => import(`../../src/${one}`));
  for (const name of (await Promise.all(names)).flatMap((module) => Object.keys(module))) {
    if (/(Colors|^(calibrate|composite|diverging|gray|overlay|sequential))$/.test(name)) continue;
    expect(readme).toContain(`\`${name}\``);
  }
});

it('runs the code on relevance, on a model in the place of the loaded one', async () => {
  const loading = /await tfl\.loadLayersModel\(.*\)/;
  expect(programs[4]).toMatch(loading);
  // the kernels are positive, so that some of the image is needed
  const made = `tfl.sequential({ layers: [
  tfl.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1], kernelInitializer: 'ones' }),
  tfl.layers.flatten(),
  tfl.layers.dense({ units: 2, kernelInitializer: 'ones' }),
] })`;
  const result = await run(`import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
enableProdMode();
${programs[4]?.replace(loading, made).replace('tf.zeros(', 'tf.ones(')}
console.log(JSON.stringify([picture.shape, receipt, curve[0], curve.at(-1), curve.length, area]));
`);
  // 26 x 26 positions of 2 kernels of 9 ones, summed
  const y = 26 * 26 * 2 * 9;
  const [shape, receipt, first, last, length, area] = result;
  expect(shape).toEqual([1, 28, 28, 3]);
  expect(receipt).toMatchObject({ target: 0, output: y, layersWithoutRule: [] });
  expect(receipt.relevanceSum / y).toBeCloseTo(1, 5);
  expect(receipt.biasShare / y).toBeCloseTo(0, 5);
  expect([first, last, length]).toEqual([y, 0, 21]);
  expect(area).toBeLessThan(0.5 * y);
});

it('runs the code on learning rates', async () => {
  const result = await run(`import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
enableProdMode();
${programs[5]}
const { lr, val_balancedAccuracy: scores } = history.history;
console.log(JSON.stringify([verdict, evidence.length, lr, scores, matrix.flat().reduce((a, b) => a + b)]));
`);
  const [verdict, sentences, rates, scores, tested] = result;
  expect(verdict).toBe('ok');
  expect(sentences).toBeGreaterThan(0);
  expect(rates.slice(0, 10)).toEqual(new Array(10).fill(0.01));
  expect(rates[10]).toBeCloseTo(0.01 * Math.exp(-0.01), 9);
  expect(scores).toHaveLength(rates.length);
  // 4 mice of 20, with 3 spectra each
  expect(tested).toBe(12);
});
