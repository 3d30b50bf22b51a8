import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Activation, applyRun } from '../../src/linear/applyRun';
import type { LinearRun } from '../../src/linear/linearOp';
import { type Graph, graphOf, type Value } from '../../src/model/graph';
import { type FoundRun, runFinder } from '../../src/model/runFinder';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const conv = (name: string, filters = 2, activation: 'linear' | 'relu' | 'tanh' = 'linear') =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', name, activation });

const add = (...values: Symbolic[]) => layers.add({}).apply(values) as Symbolic;

const through = (symbol: Symbolic, ...list: tfl.layers.Layer[]) =>
  list.reduce((value, layer) => layer.apply(value) as Symbolic, symbol);

/** A model of images [6, 5, 2] with seeded weights, its graph and its runs. */
function modelOf(make: (input: Symbolic) => Symbolic | Symbolic[], shape = [6, 5, 2]) {
  const input = tfl.input({ shape });
  const model = seedWeights(tfl.model({ inputs: input, outputs: make(input) }), 5);
  const graph = graphOf(model);
  return { model, graph, find: runFinder(graph) };
}

const kindsOf = (run: LinearRun): string =>
  run
    .map((map) => (map.kind === 'sum' ? `sum(${map.branches.map(kindsOf).join(' + ')})` : map.kind))
    .join(' ');

const namesOf = ({ calls }: FoundRun) =>
  calls.map(({ layer }) => (/^add_Add/.test(layer.name) ? 'add' : layer.name)).join(' ');

/** The value that a call of the layer of this name gives. */
function valueNamed({ outputs }: Graph, name: string): Value {
  const find = (value: Value): Value | undefined =>
    value.call?.layer.name === name
      ? value
      : value.call?.inputs.map(find).find((found) => found !== undefined);
  return outputs.map(find).find((found) => found !== undefined)!;
}

/** What a run makes of the model's input is what the model makes of it. */
async function expectAsModel(
  { model, graph }: ReturnType<typeof modelOf>,
  run: FoundRun,
): Promise<void> {
  expect(run.from).toBe(graph.inputs[0]);
  const [, ...size] = graph.inputs[0]!.shape as number[];
  const x = randomTensor([2, ...size], 3);
  const images = (size.length === 3 ? x : tf.expandDims(x, 1)) as tf.Tensor4D;
  const y = applyRun(run.ops, images, run.activation as Activation);
  const expected = model.predict(x) as tf.Tensor;
  await expectClose(tf.reshape(y, expected.shape), expected, 3e-6);
}

afterEach(() => {
  tf.disposeVariables();
});

describe('runFinder', () => {
  it('finds layer after layer, up to an activation', async () => {
    const made = modelOf((x) =>
      through(
        x,
        ...[conv('a', 3), layers.batchNormalization({ name: 'b' }), layers.dropout({ rate: 0.5 })],
        ...[layers.averagePooling2d({ name: 'd' }), conv('e', 2, 'relu')],
      ),
    );
    const run = made.find(made.graph.outputs[0]!)!;
    expect(kindsOf(run.ops)).toBe('convolution depthwise pooling convolution');
    expect(namesOf(run)).toMatch(/^a b dropout_\S+ d e$/);
    expect([run.activation, run.flattens]).toEqual(['relu', false]);
    await expectAsModel(made, run);
  });

  it('takes a layer that is an activation into the run before it', async () => {
    const makes = [
      () => layers.activation({ activation: 'relu', name: 'end' }),
      () => layers.reLU({ name: 'end' }),
    ];
    for (const make of makes) {
      const made = modelOf((x) => through(x, conv('a'), conv('b'), make()));
      const run = made.find(made.graph.outputs[0]!)!;
      expect([kindsOf(run.ops), namesOf(run)]).toEqual(['convolution convolution', 'a b end']);
      expect(run.activation).toBe('relu');
      await expectAsModel(made, run);
    }
  });

  it('ends at nonlinearities and begins behind them', () => {
    const { graph, find } = modelOf((x) =>
      through(x, conv('a'), conv('b', 2, 'relu'), conv('c'), conv('d', 2, 'tanh')),
    );
    const last = find(graph.outputs[0]!)!;
    expect([namesOf(last), last.activation]).toEqual(['c d', 'tanh']);
    expect(last.from).toBe(valueNamed(graph, 'b'));
    const first = find(last.from)!;
    expect([namesOf(first), first.activation]).toEqual(['a b', 'relu']);
    expect(first.from).toBe(graph.inputs[0]);
  });

  it('ends at layers that it does not know', () => {
    const { graph, find } = modelOf((x) =>
      through(x, conv('a'), layers.maxPooling2d({ name: 'max', poolSize: 1 }), conv('c')),
    );
    expect(namesOf(find(graph.outputs[0]!)!)).toBe('c');
    expect(find(valueNamed(graph, 'max'))).toBeUndefined();
    expect(namesOf(find(valueNamed(graph, 'a'))!)).toBe('a');
    expect(find(graph.inputs[0]!)).toBeUndefined();
  });

  it('does not find runs of no maps', () => {
    const only = modelOf((x) => through(x, layers.dropout({ rate: 0.5 }), layers.reLU()));
    expect(only.find(only.graph.outputs[0]!)).toBeUndefined();
  });

  it('begins at a value that others read too, and at outputs', () => {
    const { graph, find } = modelOf((x) => {
      const a = through(x, conv('a'));
      const b = through(a, conv('b'), conv('c'));
      return [b, through(a, layers.globalMaxPooling2d({}))];
    });
    const run = find(graph.outputs[0]!)!;
    expect(namesOf(run)).toBe('b c');
    expect(run.from).toBe(valueNamed(graph, 'a'));
    const ends = modelOf((x) => {
      const a = through(x, conv('a'));
      return [a, through(a, conv('b'))];
    });
    expect(namesOf(ends.find(ends.graph.outputs[1]!)!)).toBe('b');
  });

  it('takes layers that flatten only at its end', async () => {
    const made = modelOf((x) =>
      through(x, conv('a'), layers.globalAveragePooling2d({ name: 'mean' })),
    );
    const run = made.find(made.graph.outputs[0]!)!;
    expect([namesOf(run), run.flattens]).toEqual(['a mean', true]);
    await expectAsModel(made, run);
    const more = modelOf((x) =>
      through(
        x,
        ...[conv('a'), layers.globalAveragePooling2d({ name: 'mean' })],
        ...[layers.reshape({ targetShape: [1, 1, 2] }), conv('b')],
      ),
    );
    expect(namesOf(more.find(more.graph.outputs[0]!)!)).toBe('b');
  });

  it('finds signals', async () => {
    const made = modelOf(
      (x) =>
        through(
          x,
          layers.conv1d({ filters: 2, kernelSize: 2, name: 'a' }),
          layers.averagePooling1d({ name: 'b' }),
        ),
      [9, 2],
    );
    const run = made.find(made.graph.outputs[0]!)!;
    expect(namesOf(run)).toBe('a b');
    await expectAsModel(made, run);
  });

  it('goes through nested models, and through a layer twice', async () => {
    const shared = conv('shared');
    const inner = tfl.sequential({ name: 'inner' });
    inner.add(layers.conv2d({ inputShape: [6, 5, 2], filters: 2, kernelSize: 2, name: 'inside' }));
    const made = modelOf((x) => through(x, shared, shared, inner));
    const run = made.find(made.graph.outputs[0]!)!;
    expect(namesOf(run)).toBe('shared shared inside');
    await expectAsModel(made, run);
  });
});

describe('runFinder at sums', () => {
  const found = (made: ReturnType<typeof modelOf>) => {
    const run = made.find(made.graph.outputs[0]!)!;
    return { run, kinds: kindsOf(run.ops), names: namesOf(run) };
  };

  it('adds branches from one value', async () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a'));
      const left = through(a, conv('b'), layers.batchNormalization({ name: 'c' }));
      return through(add(left, through(a, conv('d'))), conv('e'), layers.reLU({ name: 'end' }));
    });
    const { run, kinds, names } = found(made);
    expect(kinds).toBe('convolution sum(convolution depthwise + convolution) convolution');
    expect(names).toBe('a b c d add e end');
    expect(run.activation).toBe('relu');
    await expectAsModel(made, run);
  });

  it('adds a value to what a branch makes of it', async () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a'));
      return through(add(a, through(a, conv('b'))), layers.activation({ activation: 'relu' }));
    });
    const { run, kinds } = found(made);
    expect(kinds).toBe('convolution sum( + convolution)');
    await expectAsModel(made, run);
  });

  it('adds a value to itself, and three branches', async () => {
    const twice = modelOf((x) => {
      const a = through(x, conv('a'));
      return add(a, a);
    });
    expect(found(twice).kinds).toBe('convolution sum( + )');
    await expectAsModel(twice, found(twice).run);
    const three = modelOf((x) => add(through(x, conv('a')), x, through(x, conv('b'))));
    expect(found(three).kinds).toBe('sum(convolution +  + convolution)');
    await expectAsModel(three, found(three).run);
  });

  it('adds sums', async () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a'));
      const b = add(a, through(a, conv('b')));
      return add(b, through(b, conv('c')));
    });
    const { run, kinds, names } = found(made);
    expect(kinds).toBe('convolution sum( + convolution) sum( + convolution)');
    expect(names).toBe('a b add c add');
    await expectAsModel(made, run);
  });

  it('begins at the value that the branches have in common, if others read it', () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a'));
      const b = through(a, conv('b'));
      return [add(a, b), through(a, layers.globalMaxPooling2d({}))];
    });
    const { run, kinds } = found(made);
    expect(kinds).toBe('sum( + convolution)');
    expect(run.from).toBe(valueNamed(made.graph, 'a'));
  });

  it('keeps values of branches that others read', () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a'));
      const b = through(x, conv('b'));
      return [through(add(a, b), conv('c')), a];
    });
    expect(found(made).names).toBe('c');
    const inside = modelOf((x) => {
      const a = through(x, conv('a'));
      return [through(add(through(a, conv('b')), x), conv('c')), a];
    });
    expect(found(inside).names).toBe('c');
  });

  it('does not add branches from different values', () => {
    const made = modelOf((x) => {
      const a = through(x, conv('a', 2, 'relu'));
      return through(add(through(a, conv('b')), through(x, conv('c'))), conv('d'));
    });
    expect(found(made).names).toBe('d');
    const isNonlinear = modelOf((x) => add(through(x, conv('a', 2, 'relu')), x));
    expect(isNonlinear.find(isNonlinear.graph.outputs[0]!)).toBeUndefined();
  });

  it('does not add branches of different shapes, nor rows of numbers', () => {
    const broadcasting = modelOf((x) => {
      const one = layers.conv2d({ filters: 2, kernelSize: [6, 5], name: 'one' });
      return through(add(through(x, conv('a')), through(x, one)), conv('b'));
    });
    expect(found(broadcasting).names).toBe('b');
    const rows = modelOf((x) => {
      const mean = () => layers.globalAveragePooling2d({});
      return add(through(x, mean()), through(x, mean()));
    });
    expect(rows.find(rows.graph.outputs[0]!)).toBeUndefined();
  });

  it('knows no other merging layers', () => {
    const made = modelOf((x) => {
      const branches = [through(x, conv('a')), through(x, conv('b'))];
      return through(layers.multiply({}).apply(branches) as Symbolic, conv('c'));
    });
    expect(found(made).names).toBe('c');
  });
});
