import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { layersFromGraph } from '../../src/load/index';
import { randomTensor } from '../../support/random';
import { expectClose } from './expectClose';
import { graphFrom, type WrittenGraph } from './graphWriter';

/** The classes of a model's layers, but for its inputs. */
export const classesOf = (model: LayersModel): string[] =>
  model.layers.map((layer) => layer.getClassName()).filter((name) => name !== 'InputLayer');

export interface Agreement {
  /** Sizes of the inputs that are open, batches first. */
  readonly open?: number;
  readonly tolerance?: number;
  readonly outputs?: string | string[];
  /** The classes that the layers must have. */
  readonly classes?: readonly string[];
}

/** Converts a graph and compares the layers with the graph model, on other values than the conversion does. */
export async function expectAgreement(
  graph: WrittenGraph,
  { open = 9, tolerance = 2e-6, outputs, classes }: Agreement = {},
): Promise<void> {
  const before = tf.memory().numTensors;
  const given = await graphFrom(graph);
  const model = await layersFromGraph(given, { outputs });
  if (classes) expect(classesOf(model)).toEqual(classes);
  const names = [outputs ?? graph.outputs ?? given.outputNodes].flat();
  // numbers that a graph may be given, but need not, are no inputs of the model
  const takes = given.inputs.filter(({ shape }) => shape?.length !== 0);
  const inputs = takes.map(({ shape = [] }, i) => {
    const sizes = (model.inputs[i]?.shape ?? shape).map((size) => size ?? open);
    return randomTensor([1, ...sizes.slice(1)], 7 + i);
  });
  const feed = Object.fromEntries(takes.map(({ name }, i) => [name, inputs[i] as tf.Tensor]));
  const own = [model.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  const expected = [given.execute(feed, names)].flat();
  await tf.setBackend(backend);
  expect(own.length).toBe(expected.length);
  for (const [i, one] of expected.entries()) {
    await expectClose(own[i] as tf.Tensor, one, tolerance);
    const declared = [model.outputs[i]?.shape ?? []].flat();
    expect(one.shape.every((size, axis) => declared[axis] == null || declared[axis] === size)).toBe(
      true,
    );
  }
  tf.dispose([inputs, expected, own]);
  model.dispose();
  given.dispose();
  expect(tf.memory().numTensors).toBe(before);
}
