import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordKernels } from '../setup/recordKernels';
import { listedKernels } from './listedKernels';
import { notCalled } from './notCalled';
import { testOperations } from './operations';
import { testFusing } from './paths/fuse';
import { testLayers } from './paths/layers';
import { testNetwork } from './paths/network';
import { testRelevance } from './paths/relevance';
import { testSelection } from './paths/selection';
import { testTraining } from './paths/training';

/*
 * What the library promises on every backend, in so few calls that software renderers have done them in a minute. All
 * other tests run in Node, on backends that are fast there.
 */

const called = recordKernels();

beforeAll(registerWasmKernels);

afterEach(() => {
  tf.disposeVariables();
});

describe('operations', testOperations);
describe('fusing', testFusing);
describe('other layers', testLayers);
describe('relevance', testRelevance);
describe('selection', testSelection);
describe('training', testTraining);
describe('a network', testNetwork);

describe('the contract', () => {
  it('exercises every kernel that the library calls in the tests of Node', () => {
    const excused = notCalled[tf.getBackend()] ?? {};
    const missing = listedKernels.filter((name) => !called.has(name) && !(name in excused));
    expect(missing).toEqual([]);
  });

  it('makes no excuse for kernels that it calls', () => {
    const excused = Object.keys(notCalled[tf.getBackend()] ?? {});
    expect(excused.filter((name) => called.has(name) || !listedKernels.includes(name))).toEqual([]);
  });
});
