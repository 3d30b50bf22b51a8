import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { layersFromGraph, loadModel } from '../../../src/load/index';
import { expectAgreement } from '../../helpers/graphAgreement';
import {
  floats,
  graphFrom,
  imageOp,
  ints,
  type WrittenGraph,
  type WrittenNode,
  weight,
  written,
} from '../../helpers/graphWriter';
import { expectRefusal } from '../../helpers/leaks';

const kernel = weight([3, 3, 3, 4]);
const conv = imageOp('Conv2D', ['x', 'kernel']);

/** Expects that a graph is refused, and that its own tensors are as before. */
async function refused(graph: WrittenGraph, rule: RegExp, options = {}): Promise<void> {
  const given = await graphFrom(graph);
  await expectRefusal(() => layersFromGraph(given, options), rule);
  given.dispose();
}

describe('what cannot be converted is named, with the way out', () => {
  const numbers = {
    ...{ kernel, zero: ints(0) },
    ...{ most: ints(3), iou: floats(0.5), k: ints(2), flat: ints([48]) },
  };
  const base: Record<string, WrittenNode> = { conv, relu: ['Relu', ['conv']] };
  const cases: [string, Record<string, WrittenNode>, string, string][] = [
    ['ArgMax', { y: ['ArgMax', ['relu', 'zero']] }, 'y', 'relu'],
    ['TopKV2', { y: ['TopKV2', ['relu', 'k'], { sorted: true }] }, 'y', 'relu'],
    ['Einsum', { y: ['Einsum', ['relu', 'relu'], { equation: 'bhwc,bhwd->bcd' }] }, 'y', 'relu'],
    ['LRN', { y: ['LRN', ['relu'], { depth_radius: 2 }] }, 'y', 'relu'],
    ['Switch', { y: ['Switch', ['relu', 'zero']] }, 'y', 'relu'],
    ['Where', { y: ['Where', ['conv']] }, 'y', 'conv'],
    ['While', { y: ['While', ['relu']] }, 'y', 'relu'],
    ['no op of anybody', { y: ['Nothing', ['relu']] }, 'y', 'relu'],
    ['constructor', { y: ['constructor', ['relu']] }, 'y', 'relu'],
    ['__proto__', { y: ['__proto__', ['relu']] }, 'y', 'relu'],
  ];
  it.each(cases)('%s', async (op, nodes, name, last) => {
    const graph = {
      inputs: { x: [-1, 6, 8, 3] },
      weights: numbers,
      nodes: { ...base, ...nodes },
      outputs: ['y'],
    };
    const way = `up to there it can be had by outputs: '${last}'`;
    const of = op.startsWith('no op') ? 'Nothing' : op;
    await refused(
      graph,
      new RegExp(
        `^layersFromGraph: node '${name}', a ${of} of \\[.*\\], cannot be converted: ${way}`,
      ),
    );
    await expectAgreement(graph, { outputs: last });
  });

  it('behind several layers, as detectors end', async () => {
    const graph: WrittenGraph = {
      ...{ inputs: { x: [-1, 6, 8, 3] }, weights: numbers, outputs: ['boxes'] },
      nodes: {
        ...base,
        rows: ['Reshape', ['relu', 'counts']],
        scores: ['Max', ['rows', 'last'], { keep_dims: false }],
        boxes: ['NonMaxSuppressionV3', ['rows', 'scores', 'most', 'iou', 'iou']],
      },
    };
    const weights = { ...numbers, counts: ints([-1, 48, 4]), last: ints(-1) };
    await refused(
      { ...graph, weights },
      /^layersFromGraph: node 'boxes', a NonMaxSuppressionV3 .* 'rows'/,
    );
    await expectAgreement({ ...graph, weights }, { outputs: ['rows', 'scores'] });
  });
});

describe('graphs that are broken', () => {
  const good: WrittenGraph = {
    weights: { kernel },
    nodes: { conv, y: ['Relu', ['conv']] },
    outputs: ['y'],
  };
  it('a circle', () =>
    refused(
      { nodes: { a: ['AddV2', ['x', 'b']], b: ['Relu', ['a']] }, outputs: ['b'] },
      /^layersFromGraph: the graph must not go in a circle, but it does through '[ab]'$/,
    ));
  it('a node that takes itself', () =>
    refused(
      { nodes: { a: ['AddV2', ['x', 'a']] }, outputs: ['a'] },
      /^layersFromGraph: .* in a circle/,
    ));
  it('outputs that there are not', () =>
    refused(good, /^layersFromGraph: outputs must name nodes \(.*conv.*\), but one is 'comv'$/, {
      outputs: 'comv',
    }));
  it('outputs that do not depend on the input', () =>
    refused(good, /^layersFromGraph: an output must depend on the input, but 'kernel' does not$/, {
      outputs: ['y', 'kernel'],
    }));
  it.each([[[]], [null], [3], [['y', 3]], [{}]])('outputs %o', (outputs) =>
    refused(good, /^layersFromGraph: outputs must be /, { outputs }),
  );
  it('an output beyond those of a node', () =>
    refused(good, /^layersFromGraph: /, { outputs: 'y:7' }));
  it('an option that there is not', () => refused(good, /^layersFromGraph: /, { output: 'y' }));
  it('kernels that do not fit', () =>
    refused(
      { ...good, weights: { kernel: weight([3, 3, 2, 4]) } },
      /^layersFromGraph: node 'conv', a Conv2D/,
    ));
  it('kernels larger than the image', () =>
    refused(
      {
        ...{ inputs: { x: [-1, 2, 9, 3] }, weights: { kernel } },
        nodes: { y: imageOp('Conv2D', ['x', 'kernel'], { padding: 'VALID' }) },
      },
      /^layersFromGraph: node 'y' must give values, but gives none: \[0,7,4\]$/,
    ));
  it('paddings of other axes than there are', () =>
    refused(
      { weights: { p: ints([0, 0, 1, 1, 1, 1, 0, 0], [2, 4]) }, nodes: { y: ['Pad', ['x', 'p']] } },
      /^layersFromGraph: node 'y', a Pad/,
    ));
  it('a padding that is none', () =>
    refused(
      { ...good, nodes: { y: imageOp('Conv2D', ['x', 'kernel'], { padding: 'NONE' }) } },
      /^layersFromGraph: node 'y', a Conv2D/,
    ));
  it('a graph that takes nothing', () =>
    refused(
      { inputs: {}, weights: { kernel }, nodes: { y: ['Relu', ['kernel']] } },
      /must depend on the input/,
    ));

  it.each([
    ['null', null],
    ['a number', 3],
    ['an object', {}],
    ['a model of nobody', { predict() {}, execute() {} }],
    ['a graph without nodes', { predict() {}, execute() {}, artifacts: { modelTopology: {} } }],
    [
      'a graph without inputs',
      { predict() {}, execute() {}, artifacts: { modelTopology: { node: [] } } },
    ],
    [
      'what throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
    ],
    [
      'nodes that throw',
      {
        ...{ predict() {}, execute() {} },
        get artifacts() {
          throw 1;
        },
      },
    ],
  ])('%s', (_, given) =>
    expectRefusal(() => layersFromGraph(given as never), /^layersFromGraph: /),
  );

  it('a graph that was disposed of', async () => {
    const given = await graphFrom(good);
    given.dispose();
    await expectRefusal(() => layersFromGraph(given), /^layersFromGraph: /);
  });

  it('layers that would give something else', async () => {
    const given = await graphFrom(good);
    const execute = given.execute.bind(given);
    given.execute = (...args) => tf.tidy(() => tf.add(execute(...args) as tf.Tensor, 0.01));
    await expectRefusal(
      () => layersFromGraph(given),
      /^layersFromGraph: the layers must give what the graph does, up to 0.0001 of the largest value, but 'y' differs by 0.00\d+$/,
    );
    expect(tf.getBackend()).toBe('wasm');
    given.dispose();
  });
});

/** What a test changes in a model.json. */
interface Json {
  modelTopology: { node: unknown; versions?: unknown };
  weightsManifest: { weights: { dtype: string; shape: number[]; quantization?: object }[] }[];
}

interface JsonNode {
  name?: string;
  input: unknown;
  attr: Record<string, { s: string }>;
}

const groupOf = ({ weightsManifest }: Json) => weightsManifest[0]!;
const weightOf = (json: Json) => groupOf(json).weights[0]!;
const nodesOf = ({ modelTopology }: Json) => modelTopology.node as JsonNode[];

describe('files of graphs', () => {
  const good: WrittenGraph = {
    weights: { kernel },
    nodes: { conv, y: ['Relu', ['conv']] },
    outputs: ['y'],
  };
  const filesOf = (graph: WrittenGraph, change: (json: Json) => unknown = () => {}) => {
    const { weightSpecs, weightData, ...rest } = written(graph);
    const json = {
      ...rest,
      format: 'graph-model',
      weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }],
    };
    const own = JSON.parse(JSON.stringify(json)) as Json;
    change(own);
    return {
      'model.json': new TextEncoder().encode(JSON.stringify(own)),
      'w.bin': new Uint8Array(weightData as ArrayBuffer),
    };
  };
  it('are read', async () => {
    const model = await loadModel(filesOf(good));
    expect(model.layers.map(({ name }) => name)).toEqual(['x', 'conv']);
    model.dispose();
  });
  const cases: [string, (json: Json) => unknown, RegExp][] = [
    ['two nodes of one name', (json) => nodesOf(json).push(nodesOf(json)[2]!), /two are 'conv'$/],
    [
      'a node that is missing',
      (json) => nodesOf(json).splice(2, 1),
      /'y' takes what 'conv' gives, but/,
    ],
    [
      'a node waited for that is missing',
      (json) => (nodesOf(json)[3]!.input = ['conv', '^gone']),
      /'y' takes what 'gone' gives, but/,
    ],
    ['no list of nodes', (json) => (json.modelTopology.node = {}), /must list its nodes/],
    [
      'a node that is none',
      (json) => (nodesOf(json)[3] = null as never),
      /must have a name, an op and/,
    ],
    ['a node without a name', (json) => delete nodesOf(json)[2]!.name, /must have a name/],
    ['inputs that are no list', (json) => (nodesOf(json)[3]!.input = 'conv'), /a list of inputs/],
    [
      'strings that are no base64',
      (json) => (nodesOf(json)[2]!.attr['padding']!.s = '*'),
      /'padding' of node 'conv' must be base64/,
    ],
    ['no values of a constant', (json) => (groupOf(json).weights = []), /'w.bin' must/],
    ['an unknown dtype', (json) => (weightOf(json).dtype = 'int9'), /'int9'/],
    [
      'an unknown quantisation',
      (json) => (weightOf(json).quantization = { dtype: 'uint3', scale: 1, min: 0 }),
      /'kernel'/,
    ],
    [
      'weights that are too short',
      (json) => (weightOf(json).shape = [3, 3, 3, 400]),
      /must have 43200 bytes, but they have 432/,
    ],
    ['no versions', (json) => delete json.modelTopology.versions, /cannot load the graph model/],
  ];
  it.each(cases)('%s', (_, change, rule) =>
    expectRefusal(
      () => loadModel(filesOf(good, change)),
      new RegExp(`^loadModel: .*${rule.source}`),
    ),
  );

  it.each([
    ['uint8', Uint8Array, 1 / 255],
    ['uint16', Uint16Array, 1 / 65535],
  ] as const)('of weights as %s', async (dtype, Values, step) => {
    const files = filesOf(good, (json) => {
      weightOf(json).quantization = { dtype, scale: 2 * step, min: -1 };
    });
    const list = kernel.values.map((value) => (value + 1) / (2 * step));
    const values = new Values(list);
    const model = await loadModel({ ...files, 'w.bin': new Uint8Array(values.buffer) });
    const [own] = model.getWeights() as [tf.Tensor];
    const off = Array.from(await own.data(), (value, i) => Math.abs(value - kernel.values[i]!));
    const worst = Math.max(...off);
    expect(worst).toBeLessThan(2 * step);
    expect(worst).toBeGreaterThan(0);
    model.dispose();
  });
});

describe('other forms of graphs', () => {
  it('several inputs and outputs, in their order', () =>
    expectAgreement({
      inputs: { b: [-1, 4], a: [-1, 4] },
      nodes: { s: ['Sub', ['a', 'b']], m: ['Mul', ['a', 'b']], k: ['Tanh', ['m']] },
      outputs: ['k', 's'],
    }));
  it('control inputs, constants that nothing takes, nodes that lead nowhere', () =>
    expectAgreement(
      {
        weights: { kernel, unused: weight([3]) },
        nodes: {
          conv,
          nothing: ['NoOp', ['^conv']],
          y: ['Relu', ['conv', '^nothing']],
          lost: ['ArgMax', ['conv', 'unused']],
        },
        outputs: ['y'],
      },
      { classes: ['Conv2D'] },
    ));
  it.each([1, 4])('a batch of %i becomes one of any size', async (batch) => {
    const given = await graphFrom({
      inputs: { x: [batch, 4, 4, 3] },
      weights: { kernel, rows: ints([batch, 64]), matrix: weight([64, 2]) },
      nodes: { conv, flat: ['Reshape', ['conv', 'rows']], y: ['MatMul', ['flat', 'matrix']] },
      outputs: ['y'],
    });
    const model = await layersFromGraph(given);
    expect(model.inputs[0]?.shape).toEqual([null, 4, 4, 3]);
    const x = tf.ones([7, 4, 4, 3]);
    const y = model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual([7, 2]);
    tf.dispose([x, y]);
    model.dispose();
    given.dispose();
  });
  it('images of any size, of which the layers take one', async () => {
    const given = await graphFrom({
      inputs: { x: [-1, -1, -1, 3] },
      weights: { kernel, rows: ints([-1, 3136]), matrix: weight([3136, 2]) },
      nodes: { conv, flat: ['Reshape', ['conv', 'rows']], y: ['MatMul', ['flat', 'matrix']] },
      outputs: ['y'],
    });
    const model = await layersFromGraph(given);
    const x = tf.ones([2, 28, 28, 3]);
    expect((model.predict(x) as tf.Tensor).shape).toEqual([2, 2]);
    model.dispose();
    given.dispose();
  });
  it('a number that may be given, as of dropout', () =>
    expectAgreement({
      weights: { rate: floats(0.5) },
      nodes: {
        keep: [
          'PlaceholderWithDefault',
          ['rate'],
          { shape: { shape: {} }, dtype: { type: 'DT_FLOAT' } },
        ],
        y: ['RealDiv', ['x', 'keep']],
      },
      outputs: ['y'],
    }));
  it('images as whole numbers', async () => {
    const given = await graphFrom({
      ...{ types: { x: 'DT_INT32' }, weights: { kernel, by: floats(255) } },
      nodes: {
        c: ['Cast', ['x'], { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } }],
        s: ['RealDiv', ['c', 'by']],
        y: imageOp('Conv2D', ['s', 'kernel']),
      },
      outputs: ['y'],
    });
    const model = await layersFromGraph(given);
    expect(model.layers.map((layer) => layer.getClassName())).toEqual([
      'InputLayer',
      'Rescaling',
      'Conv2D',
    ]);
    model.dispose();
    given.dispose();
  });
  it('texts as indices', async () => {
    const given = await graphFrom({
      ...{ inputs: { x: [-1, 6] }, types: { x: 'DT_INT32' } },
      weights: { table: weight([9, 3]), zero: ints(0), axis: ints(1), matrix: weight([3, 2]) },
      nodes: {
        rows: ['GatherV2', ['table', 'x', 'zero']],
        mean: ['Mean', ['rows', 'axis'], { keep_dims: false }],
        y: ['MatMul', ['mean', 'matrix']],
      },
      outputs: ['y'],
    });
    const model = await layersFromGraph(given);
    expect(model.layers.map((layer) => layer.getClassName())).toEqual([
      ...['InputLayer', 'Embedding', 'GlobalAveragePooling1D', 'Dense'],
    ]);
    const x = tf.tensor2d([[8, 0, 3, 3, 7, 1]], [1, 6], 'int32');
    const [own, expected] = [model.predict(x), given.execute({ x }, 'y')] as [tf.Tensor, tf.Tensor];
    expect(Array.from(await own.data())).toEqual(Array.from(await expected.data()));
    tf.dispose([x, own, expected]);
    model.dispose();
    given.dispose();
  });
  it('names as converters write them', async () => {
    const given = await graphFrom({
      weights: { 'StatefulPartitionedCall/model/conv/kernel': kernel, '_a b': weight([4]) },
      nodes: {
        'StatefulPartitionedCall/model/conv/Conv2D': imageOp('Conv2D', [
          'x',
          'StatefulPartitionedCall/model/conv/kernel',
        ]),
        'StatefulPartitionedCall/other/conv/Conv2D': [
          'Mul',
          ['StatefulPartitionedCall/model/conv/Conv2D', '_a b'],
        ],
        'conv/Conv2D': ['Tanh', ['StatefulPartitionedCall/other/conv/Conv2D']],
        '_odd name;2': [
          'MaxPool',
          ['conv/Conv2D'],
          { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' },
        ],
        Identity: ['Identity', ['_odd name;2']],
      },
      outputs: ['Identity'],
    });
    const model = await layersFromGraph(given);
    expect(model.layers.map(({ name }) => name)).toEqual([
      ...['x', 'conv/Conv2D', 'other/conv/Conv2D', 'conv/Conv2D_1', 'odd_name_2'],
    ]);
    model.dispose();
    given.dispose();
  });
  it('a thousand nodes in under a second', async () => {
    const nodes: Record<string, WrittenNode> = {};
    let last = 'x';
    for (let i = 0; i < 250; i++) {
      nodes[`c${i}`] = imageOp('Conv2D', [last, 'kernel']);
      nodes[`b${i}`] = ['BiasAdd', [`c${i}`, 'bias']];
      nodes[`r${i}`] = ['Relu', [`b${i}`]];
      nodes[`a${i}`] = ['AddV2', [`r${i}`, last]];
      last = `a${i}`;
    }
    const given = await graphFrom({
      ...{
        inputs: { x: [-1, 4, 4, 2] },
        weights: { kernel: floats([0.1, 0.2, -0.1, 0.1], [1, 1, 2, 2]), bias: floats([0.1, -0.1]) },
      },
      ...{ nodes, outputs: [last] },
    });
    const start = performance.now();
    const model = await layersFromGraph(given);
    const took = performance.now() - start;
    expect(model.layers.length).toBe(501);
    // alone on a core 0.4 s
    expect(took).toBeLessThan(3000);
    model.dispose();
    given.dispose();
  });
});
