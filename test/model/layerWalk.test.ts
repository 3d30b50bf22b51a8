import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { layerKinds } from '../../src/model/layerKinds';
import { columns } from '../helpers/walk/columns';
import { layerCases, makerOf } from '../helpers/walk/layerCases';
import { type Finding, layerTable } from '../helpers/walk/layerTable';
import { ofLibrary, prepare } from '../helpers/walk/layerWalk';

const backends = ['cpu', 'wasm'];
const head = `# Layers

Every layer class of tf.js ${tfl.version_layers} with its options, and those that \`loadModel\` adds for layers of Keras that
tf.js lacks or computes otherwise, on cpu and wasm: what it gives (forward), its gradient in
its inputs, relevance through it (LRP), and whether fuseModel reads it (fusion). Each is compared with the layer's definition
in float64, a gradient with central differences of it.

- *right*: tf.js computes it rightly; of LRP, that relevance adds up to the logit, nothing of it lost where there are no
  biases, and that LRP-0 is gradient × input where the layer is linear between its kinks.
- *mended here*: tf.js does not, or refuses; the library does, in all that it computes. \`model.predict\` is tf.js's own.
- *follows the gradient*: there is no rule; \`conservationReport\` names the layer.
- *fused*: the layer becomes part of a run of linear layers, which gives what they are defined to give, by every plan.
- *kept*: fuseModel leaves it as tf.js's own.
- *refused*: with this message, at once.

Input gradients need no \`registerWasmKernels\`. Run \`npm run layers\` to write this page.
`;

/** What columns may say but for refusals. */
const verdicts: Readonly<Record<string, RegExp>> = {
  forward: /^(right|mended here)$/,
  gradient: /^(right|mended here)$/,
  LRP: /^(right|follows the gradient)$/,
  fusion: /^(fused|kept)$/,
};

/** What cannot be had, and why. */
const refused: Readonly<Record<string, RegExp>> = {
  Embedding:
    /^refused: (no gradient passes Embedding, as its|lrp: relevance does not pass an Embedding, whose) inputs are indices/,
  CategoryEncoding:
    /^refused: (no gradient passes CategoryEncoding, as its|lrp: relevance does not pass a CategoryEncoding, whose) inputs are indices/,
  RandomWidth:
    /^(drawn at random|refused: (no gradient passes RandomWidth, as it|lrp: relevance does not pass a RandomWidth, which) draws its width)/,
  Softmax: /^refused: (lrp: )?tf.js cannot apply Softmax: Softmax along a non-last dimension/,
};

const findings: Finding[] = [];

afterEach(() => {
  tf.disposeVariables();
});

describe.each(backends)('every layer on %s', (backend) => {
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
        const isFine = verdicts[column]!.test(verdict) || refused[className]?.test(verdict);
        if (!isFine) expect(verdict, column).toMatch(verdicts[column]!);
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

  it('found what docs/guides/layers.md says (if not: npm run layers)', async () => {
    // a run of single tests has not walked
    if (findings.length < layerCases.length * backends.length) return;
    const page = `${head}\n${layerTable(layerCases, findings)}\n`;
    await expect(page).toMatchFileSnapshot('../../docs/guides/layers.md');
  });
});
