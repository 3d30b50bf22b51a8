import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuseModel } from '../../../src/fourier/index';
import { inputGradient } from '../../../src/gradients/index';
import { layersFromGraph } from '../../../src/load/index';
import { conservationReport, gradCam, lrp, selectKernels } from '../../../src/relevance/index';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { classesOf, expectAgreement } from '../../helpers/graphAgreement';
import { graphNetworks } from '../../helpers/graphNetworks';
import { graphFrom } from '../../helpers/graphWriter';

describe.each(Object.keys(graphNetworks))('%s', (name) => {
  it('gives what the graph does', () =>
    expectAgreement((graphNetworks[name] as () => never)(), { tolerance: 5e-6 }));
});

it('is saved and loaded again, with the layers of this library', async () => {
  const graph = await graphFrom(graphNetworks['styleTransfer']!());
  const model = await layersFromGraph(graph);
  let saved: tf.io.ModelArtifacts = {};
  const handler = tf.io.withSaveHandler(async ({ weightData, ...rest }) => {
    const text = JSON.stringify(rest);
    saved = { ...JSON.parse(text), ...(weightData && { weightData }) };
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  const again = await loadLayersModel(tf.io.fromMemory(saved));
  const x = randomTensor([2, 12, 12, 3], 5);
  await expectClose(again.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, 0);
  expect(classesOf(model)).toContain('Padding');
  for (const one of [graph, model, again, x]) one.dispose();
});

/** Those with one row of scores. */
const classifiers = [
  ...['mobileNetV2', 'mobileNetV3', 'efficientNet', 'resNet', 'denseNet', 'inception'],
  'shuffleNet',
];

describe.each(classifiers)('%s is explained', (name) => {
  let graph: Awaited<ReturnType<typeof graphFrom>>;
  let model: Awaited<ReturnType<typeof layersFromGraph>>;
  let x: tf.Tensor;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    graph = await graphFrom((graphNetworks[name] as () => never)());
    model = await layersFromGraph(graph);
    x = randomTensor([1, 12, 12, 3], 5);
  });
  afterAll(async () => {
    tf.dispose(x);
    model.dispose();
    graph.dispose();
    await tf.setBackend('wasm');
  });

  it('by gradients that are slopes of the graph', async () => {
    const gradient = inputGradient(model, x, { target: 1 });
    const direction = randomTensor([1, 12, 12, 3], 11);
    const along = (await tf.sum(tf.mul(gradient, direction)).data())[0] as number;
    const step = 2e-3;
    const at = (by: number) => {
      const [y] = [graph.execute(tf.add(x, tf.mul(direction, by)), lastSum())].flat() as [
        tf.Tensor,
      ];
      return y.dataSync()[1] as number;
    };
    const slope = (at(step) - at(-step)) / (2 * step);
    expect(Math.abs(along - slope)).toBeLessThan(0.02 * Math.abs(slope) + 2e-3);
  });

  it('by relevance that adds up to the logit', async () => {
    const map = lrp(model, x, { target: 1 });
    const [row] = await conservationReport(model, x, map, { target: 1 });
    expect(row?.layersWithoutRule).toEqual([]);
    const { output = 0, residual = Number.NaN } = row ?? {};
    expect(Math.abs(residual)).toBeLessThan(1e-6 * Math.max(1, Math.abs(output)));
    expect(Object.values(await map.data()).every(Number.isFinite)).toBe(true);
  });

  it('by gradCam, fuseModel and selectKernels', async () => {
    const cam = gradCam(model, x);
    expect(cam.shape.slice(0, 3)).toEqual([1, 12, 12]);
    const fused = fuseModel(model);
    await expectClose(fused.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, 1e-5);
    fused.dispose();
    const selection = await selectKernels(model, x, { fraction: 0.5 });
    expect(selection).toBeDefined();
  });

  /** The node of the logits. */
  function lastSum(): string {
    const { nodes } = (graphNetworks[name] as () => { nodes: Record<string, readonly [string]> })();
    return Object.keys(nodes)
      .filter((one) => nodes[one]?.[0] === 'BiasAdd')
      .at(-1) as string;
  }
});
