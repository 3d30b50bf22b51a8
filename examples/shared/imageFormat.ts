import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { UserError } from '../../support/userError';

/** The images that a model takes. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
}

/** Refuses a model that takes no images; one that takes any size gets `side` rows and columns. */
export function imageFormat({ inputs }: LayersModel, side: number): ImageShape {
  const { shape } = onlyOne('input', inputs);
  const [, rows, columns, channels] = shape;
  if (shape.length !== 4 || (channels !== 1 && channels !== 3)) {
    throw new UserError(
      `--model must take images [batch, rows, columns, 1 or 3], but it takes [${shapeOf(shape)}]`,
    );
  }
  return { rows: rows ?? side, columns: columns ?? side, channels };
}

/** How many classes a model tells apart; refuses one that gives anything else. */
export function classesOfModel({ outputs }: LayersModel): number {
  const { shape } = onlyOne('output', outputs);
  const [, classes] = shape;
  if (shape.length !== 2 || typeof classes !== 'number') {
    throw new UserError(
      `--model must give the outputs of classes, [batch, classes], but it gives [${shapeOf(shape)}]`,
    );
  }
  return classes;
}

function onlyOne(what: string, tensors: readonly SymbolicTensor[]): SymbolicTensor {
  if (tensors.length !== 1) {
    throw new UserError(`--model must have one ${what}, but it has ${tensors.length}`);
  }
  return tensors[0] as SymbolicTensor;
}

const shapeOf = (shape: readonly (number | null)[]) =>
  shape.map((size, axis) => (axis === 0 ? 'batch' : (size ?? 'any'))).join(', ');
