import type * as tf from '@tensorflow/tfjs-core';
import { approximateModel, kernelActivations, mergeSelections, selectKernels } from 'fourier-xai';
import { expect, it } from 'vitest';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { naiveModel } from '../../helpers/naiveModel';
import { naiveAblations, naiveSelection } from '../../helpers/naiveSelection';
import { selectionModels } from '../../helpers/selectionModels';

const valuesOf = async (y: tf.Tensor) => [...(await y.data<'float32'>())];

export function testSelection(): void {
  it.each([
    "the document's",
    'global average pooling',
    'activation and convolution',
    'signals',
    'a dense layer without bias, one sigmoid',
  ])('the kernels that a model with %s needs are those of brute force', async (name) => {
    const { make, cut, inputShape } = selectionModels[name]!;
    const model = make();
    const x = randomTensor([3, ...inputShape], 7);
    const options = { tolerance: 0.3, at: model.layers[cut]!.name, batchSize: 2 };
    const naive = (await naiveAblations(model, cut, x)).map((one) => naiveSelection(one));
    const found = await selectKernels(model, x, options);
    expect(found.rankings).toEqual(naive.map(({ ranking }) => ranking));
    expect(found.selected).toEqual(naive.map(({ selected }) => selected));
    expect(found.predicted).toEqual(naive.map(({ predicted }) => predicted));
    const both = mergeSelections(found, found);
    expect(both.histogram).toEqual(found.histogram.map((count) => 2 * count));
    model.dispose();
  });

  it('a model with some kernels gives what zeros in the others give', async () => {
    const { make, cut, inputShape } = selectionModels["the document's"]!;
    const model = make();
    const x = randomTensor([1, ...inputShape], 7);
    const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
    const g = await naiveModel(layers.slice(0, cut + 1), inputShape);
    const features = g(await valuesOf(x));
    const kept = [1, 3];
    await expectClose(
      kernelActivations(model, x, kept),
      features.filter((_, i) => kept.includes(i % 5)),
      1e-5,
    );
    const h = await naiveModel(layers.slice(cut + 1), [6, 6, 5]);
    const expected = h(features.map((value, i) => (kept.includes(i % 5) ? value : 0)));
    await expectClose(approximateModel(model, kept).predict(x) as tf.Tensor, expected, 1e-5);
    model.dispose();
  });
}
