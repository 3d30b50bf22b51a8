import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, it } from 'vitest';
import { splitModel } from '../../../src/model/splitModel';
import { kernelActivations } from '../../../src/relevance/selection/kernelActivations';
import { documentModel } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { selectionModels } from '../../helpers/selectionModels';

afterEach(() => {
  tf.disposeVariables();
});

const predict = (model: tfl.LayersModel, x: tf.Tensor) => model.predict(x) as tf.Tensor;

describe('kernelActivations', () => {
  it('are channels of g, as they are asked for', async () => {
    const model = documentModel(6);
    const x = randomTensor([2, 6, 6, 1], 3);
    const { g } = splitModel(model);
    const channels = tf.split(predict(g, x), 5, 3);
    const expected = tf.concat([channels[3]!, channels[0]!, channels[3]!], 3);
    await expectClose(kernelActivations(model, x, [3, 0, 3]), expected, 0);
    await expectClose(kernelActivations(model, x, Int32Array.of(3, 0, 3)), expected, 0);
    const early = kernelActivations(model, x, [2], { layer: 0 });
    const first = tf.split(predict(splitModel(model, 0).g, x), 3, 3);
    await expectClose(early, first[2]!, 0);
    await expectNoLeak(() => kernelActivations(model, x, [1]), 1);
  });

  it('are those of signals, too', async () => {
    const { make } = selectionModels['signals']!;
    const model = make();
    const x = randomTensor([2, 9, 2], 3);
    const channels = tf.split(predict(splitModel(model).g, x), 5, 2);
    await expectClose(kernelActivations(model, x, [4]), channels[4]!, 0);
  });

  it('say what is wrong', async () => {
    const model = documentModel(6);
    const x = randomTensor([2, 6, 6, 1], 3);
    await expectRefusal(
      () => kernelActivations(model, x, []),
      /^kernelActivations: kernels must name at least one, but the list is empty$/,
    );
    await expectRefusal(
      () => kernelActivations(model, x, [7]),
      /^kernelActivations: kernels must be integers from 0 to 4, but one is 7$/,
    );
    for (const [kernels, message] of [
      [new Array(1e8), 'kernels must be integers from 0 to 4, but one is undefined'],
      [[Symbol('a')], 'kernels must be integers from 0 to 4, but one is a symbol'],
      [[1n], 'kernels must be integers from 0 to 4, but one is 1n'],
      [Object.create(null), 'kernels must be a list of channels of g, but it is an object'],
      [new DataView(new ArrayBuffer(2)), 'kernels must be a list of channels of g'],
      [unreadable(1), 'kernels must be a list of channels of g, but it is an object that cannot'],
      [unreadable('length'), 'kernels must be readable, but reading it throws'],
      [
        new Uint8Array(2e6),
        'what they give of shape \\[2, 6, 6, 2000000\\] would take 549 MiB, more than 256 MiB: name some kernels fewer times',
      ],
    ] as const) {
      await expectRefusal(
        () => kernelActivations(model, x, kernels as number[]),
        new RegExp(`^kernelActivations: ${message}`),
      );
    }
    await expectRefusal(
      () => kernelActivations(model, x, [1], { layer: Symbol('a') as never }),
      /^kernelActivations: layer must be a string or an integer of at least 0, but it is a symbol$/,
    );
    const other = tf.zeros([1, 6, 6, 2]);
    await expectRefusal(
      () => kernelActivations(model, other, [1]),
      /^kernelActivations: the model takes/,
    );
  });
});

/** A list of channels that throws when anything but this is read of it. */
const unreadable = (but: unknown) =>
  new Proxy([1], {
    get: (list, key) => {
      if (key === but) return Reflect.get(list, key);
      throw new Error('this may not be looked at');
    },
  });
