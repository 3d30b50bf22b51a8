import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkTensor } from '../internal/check';
import { checkSingleInput } from './graph';

/** Refuses batches without a sample, and samples without a value. */
export function checkFilled(name: string, x: Tensor): void {
  check(x.shape[0] !== 0, `${name} must hold at least one sample, but its shape is [${x.shape}]`);
  check(x.size > 0, `${name} must hold at least one value, but its shape is [${x.shape}]`);
}

/** Refuses a batch, called `name`, that is not of the shape that the model takes. */
export function checkInput(model: LayersModel, x: Tensor, name = 'x'): void {
  checkSingleInput(model);
  const expected = model.inputs[0]?.shape ?? [];
  checkTensor(name, x, [expected.length]);
  checkFilled(name, x);
  check(
    expected.every((size, axis) => axis === 0 || size === null || size === x.shape[axis]),
    `the model takes [${expected.map((size) => size ?? 'any').join(', ')}], but ${name} is [${x.shape.join(', ')}]`,
  );
}
