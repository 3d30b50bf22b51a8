import type * as tfl from '@tensorflow/tfjs-layers';
import { UserError } from '../userError';

/** Values that a layer may give of one image: 256 MiB of float32. */
const MOST = 2 ** 26;

/** Refuses a model whose layers give more than memory can hold; `any` stands for sizes that are open. */
export function checkSizes(model: tfl.LayersModel, file: string, any: number): void {
  for (const layer of model.layers) {
    for (const { outputShapes } of layer.inboundNodes) {
      const shapes = Array.isArray(outputShapes[0]) ? outputShapes : [outputShapes];
      for (const shape of shapes as (number | null)[][]) checkShape(layer.name, shape, file, any);
    }
    if ('layers' in layer) checkSizes(layer as tfl.LayersModel, file, any);
  }
}

function checkShape(name: string, shape: (number | null)[], file: string, any: number): void {
  const sizes = shape.slice(1).map((size) => size ?? any);
  const values = sizes.reduce((product, size) => product * size, 1);
  if (sizes.every((size) => Number.isInteger(size) && size > 0) && values <= MOST) return;
  throw new UserError(
    `the layers of ${file} must give whole numbers of values, at most ${MOST} an image, but ${name} gives [${sizes.join(', ')}]`,
  );
}
