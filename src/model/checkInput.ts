import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkTensor } from '../internal/check';
import { checkNotEmpty } from '../internal/checkNotEmpty';
import { checkSingleInput } from './graph';

/** Refuses a batch, called `name`, that is not of the shape that the model takes. */
export function checkInput(model: LayersModel, x: Tensor, name = 'x'): void {
  checkSingleInput(model);
  const expected = model.inputs[0]?.shape ?? [];
  checkTensor(name, x, [expected.length]);
  checkNotEmpty(name, x);
  check(
    expected.every((size, axis) => axis === 0 || size === null || size === x.shape[axis]),
    `the model takes [${expected.map((size) => size ?? 'any').join(', ')}], but ${name} is [${x.shape.join(', ')}]`,
  );
}
