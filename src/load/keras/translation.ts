import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { StoredWeight } from '../weights/weightStore';

type Layer = layers.Layer;

/** A layer of tf.js, or what several make of a value. */
export type Piece = Layer | ((x: SymbolicTensor) => SymbolicTensor);

/** A layer of Keras in those of tf.js. */
export interface Translation {
  /** Applied one after the other; the first takes all inputs. */
  readonly pieces: readonly Piece[];
  /** The one that has the weights. */
  readonly weighted?: Layer | undefined;
  /** What that one takes of the weights in the file. Default: those, as they are. */
  readonly weightsFrom?: (stored: readonly StoredWeight[]) => readonly StoredWeight[];
}

/** A layer of tf.js that is one of Keras, with its weights. */
export const oneLayer = (layer: Layer): Translation => ({ pieces: [layer], weighted: layer });

export function applyPieces(pieces: readonly Piece[], inputs: SymbolicTensor[]): SymbolicTensor {
  const [first, ...rest] = pieces as [Piece, ...Piece[]];
  const single = inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs;
  const start =
    typeof first === 'function' ? first(inputs[0] as SymbolicTensor) : first.apply(single);
  return rest.reduce(
    (x, piece) => (typeof piece === 'function' ? piece(x) : piece.apply(x)) as SymbolicTensor,
    start as SymbolicTensor,
  );
}
