import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { layerKinds } from '../../src/model/layerKinds';
import { layerCases, makerOf } from '../helpers/walk/layerCases';
import { type Finding, layerTable } from '../helpers/walk/layerTable';
import { columns, ofLibrary, prepare } from '../helpers/walk/layerWalk';

const backends = ['cpu', 'wasm'];
const head = `# Layers

Every layer class of tf.js ${tfl.version_layers} with its options, on cpu and wasm: what it gives (forward), and its
gradient in its inputs. Each is compared with the layer's definition in float64, a gradient with central differences of it.

- *right*: tf.js computes it rightly.
- *mended here*: tf.js does not, or refuses; the library does, in all that it computes. \`model.predict\` is tf.js's own.
- *refused*: with this message, at once.

Input gradients need no \`registerWasmKernels\`. Run \`npm run layers\` to write this page.
`;

/** What cannot be had, and why. */
const refused: Readonly<Record<string, RegExp>> = {
  Embedding: /^refused: no gradient passes Embedding, as its inputs are indices/,
  CategoryEncoding: /^refused: no gradient passes CategoryEncoding, as its inputs are indices/,
  RandomWidth: /^refused: no gradient passes RandomWidth, as it draws its width/,
  Softmax: /^refused: tf.js cannot apply Softmax: Softmax along a non-last dimension/,
};

const findings: Finding[] = [];

afterEach(() => {
  tf.disposeVariables();
});

describe.each(backends)('every layer of tf.js on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(layerCases.map((one) => [one.className, one.options, one] as const))(
    '%s %s',
    async (className, _options, one) => {
      const prepared = await prepare(one);
      for (const [column, verdictOf] of Object.entries(columns)) {
        const verdict = await verdictOf(prepared);
        findings.push({ one, column, backend, verdict });
        const isRandom = className === 'RandomWidth' && verdict === 'drawn at random';
        const fine = verdict === 'right' || verdict === 'mended here' || isRandom;
        if (!fine) expect(verdict, column).toMatch(refused[className] ?? /^right$/);
      }
      expectNothingLeft(() => ofLibrary(prepared));
    },
  );
});

/** Neither where there is a gradient, nor where it is refused. */
function expectNothingLeft(gradient: () => tf.Tensor[]): void {
  const before = tf.memory().numTensors;
  try {
    tf.dispose(gradient());
  } catch {
    // its message is in the table
  }
  expect(tf.memory().numTensors).toBe(before);
}

describe('the walk', () => {
  it('meets every layer class, and every function of tf.layers that makes one', () => {
    const walked = new Set(layerCases.map(({ className }) => className));
    const rows = Object.keys(layerKinds).filter((name) => name !== 'InputLayer');
    expect([...walked].sort()).toEqual(rows.sort());
    const made = new Set([...walked].map((className) => makerOf(className)));
    const others = Object.entries(tfl.layers).filter(([, make]) => !made.has(make as never));
    // cells, other names of the same, types, and what a model starts with
    const known =
      /Cells?$|^(avg|global(Average|Max)|max)Pool(ing)?[123]d$|^(average)Pooling|^(Layer|RNN|input|inputLayer)$/;
    expect(others.map(([name]) => name).filter((name) => !known.test(name))).toEqual([]);
  });

  it('found what docs/layers.md says (if not: npm run layers)', async () => {
    // a run of single tests has not walked
    if (findings.length < layerCases.length * backends.length) return;
    const page = `${head}\n${layerTable(layerCases, findings)}\n`;
    await expect(page).toMatchFileSnapshot('../../docs/layers.md');
  });
});
