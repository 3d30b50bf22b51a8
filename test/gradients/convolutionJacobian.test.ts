import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { convolutionJacobian } from '../../src/gradients/convolutionJacobian';
import { convolutionModel, documentModel } from '../../support/models';
import { cheapOn } from '../helpers/cheapOn';
import { denseJacobian } from '../helpers/denseJacobian';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { largeModels, linearModels, smallModels } from '../helpers/linearModels';
import { hasAnswers, isRightOnWasm, layerShape, stackOf } from '../helpers/randomStack';

const isSlow = tf.getBackend().startsWith('web');

afterEach(() => {
  tf.disposeVariables();
});

describe('convolutionJacobian', () => {
  const expectLayers = async (_: string, make: () => tfl.LayersModel) => {
    const model = make();
    const expected = denseJacobian(model);
    const shape = model.outputs[0]!.shape.slice(1) as number[];
    const actual = convolutionJacobian(model);
    await expectClose(actual, tf.reshape(expected, [-1, ...shape]), 5e-6);
  };
  it.each(smallModels)('is that of the layers: %s', expectLayers);
  it.each(largeModels)('is that of the layers: %s', cheapOn('cpu'), expectLayers);

  it('is that of random stacks', async () => {
    const sides = fc.tuple(
      fc.integer({ min: 1, max: isSlow ? 8 : 18 }),
      fc.integer({ min: 1, max: 5 }),
    );
    const shapes = fc.array(layerShape, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(sides, shapes, async (size, list) => {
        fc.pre(hasAnswers(size, list) && list.every(isRightOnWasm));
        const model = stackOf(size, list);
        const actual = convolutionJacobian(model);
        await expectClose(tf.reshape(actual, [actual.shape[0]!, -1]), denseJacobian(model), 5e-6);
        model.dispose();
      }),
      { numRuns: isSlow ? 3 : 25 },
    );
  });

  it('has the pixels that are asked for, in their order', async () => {
    const model = linearModels['even kernels, same then valid']!();
    const whole = convolutionJacobian(model);
    const pixels = [
      [6, 5, 1],
      [0, 0, 0],
      [3, 2, 1],
      [3, 2, 1],
    ];
    const places = pixels.map(([row, column, channel]) => (row! * 6 + column!) * 2 + channel!);
    const expected = tf.gather(whole, tf.tensor1d(places, 'int32'));
    await expectClose(convolutionJacobian(model, { pixels }), expected, 1e-6);
  });

  it('takes kernels, and sizes that are told', async () => {
    const layer = { filters: 2, kernelSize: 3, padding: 'same', useBias: false } as const;
    const [known, open] = [
      convolutionModel([5, 6, 1], [layer]),
      convolutionModel([null, null, 1], [layer]),
    ];
    const expected = convolutionJacobian(known);
    const inputShape = [5, 6];
    await expectClose(convolutionJacobian(open, { inputShape }), expected, 0);
    const kernels = known.getWeights() as tf.Tensor4D[];
    await expectClose(convolutionJacobian(kernels, { inputShape: [5, 6, 1] }), expected, 0);
    await expectRefusal(
      () => convolutionJacobian(open),
      /^convolutionJacobian: g takes \[any, any, 1\]: pass the inputShape that is meant$/,
    );
  });

  it("refuses the source document's, which would take 315 MB, but not some of it", async () => {
    const layers = [32, 64, 128].map((filters) => ({
      filters,
      kernelSize: 3,
      padding: 'same' as const,
    }));
    const g = convolutionModel([28, 28, 1], layers);
    await expectRefusal(
      () => convolutionJacobian(g),
      /^convolutionJacobian: ∂g\/∂x of shape \[784, 28, 28, 128\] would take 300 MiB, more than maxBytes, 256 MiB: ask for some pixels, or for its product with a vector by convolutionVjp or convolutionJvp$/,
    );
    const [kernel] = g.getWeights() as [tf.Tensor4D];
    await expectRefusal(
      () => convolutionJacobian([kernel], { inputShape: [12000, 12000] }),
      /^convolutionJacobian: ∂g\/∂x of shape \[144000000, 12000, 12000, 32\] would take .* MiB/,
    );
    const some = convolutionJacobian(g, { pixels: [[14, 14, 0]] });
    expect(some.shape).toEqual([1, 28, 28, 128]);
    const around = tf.slice(some, [0, 11, 11, 0], [1, 7, 7, 128]);
    await expectClose(tf.sum(tf.abs(some)), tf.sum(tf.abs(around)), 1e-6);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const model = linearModels['three layers with biases']!();
    await expectNoLeak(() => convolutionJacobian(model), 1);
    const ask = (pixels: number[][]) => () => convolutionJacobian(model, { pixels });
    await expectRefusal(ask([]), /^convolutionJacobian: pixels must be a list of at least one/);
    await expectRefusal(
      ask([[1, 2]]),
      /^convolutionJacobian: a pixel needs 3 indices for inputs of shape \[11,9,1\], but got \[1, 2\]$/,
    );
    await expectRefusal(
      ask([[1, 9, 0]]),
      /^convolutionJacobian: index 1 of a pixel must be an integer from 0 to 8, but it is 9$/,
    );
    const whole = documentModel();
    await expectRefusal(
      () => convolutionJacobian(whole),
      /^convolutionJacobian: g must consist of linear layers, but Dense '\w+' is none that is known$/,
    );
  });
});
