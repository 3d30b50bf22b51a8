import type { Tensor } from '@tensorflow/tfjs-core';

/** The lengths of the axes along which x has places: rows and columns, or the width; of rows of numbers their only axis. */
export const spatialSize = ({ shape }: Tensor): number[] =>
  shape.length === 2 ? shape.slice(1) : shape.slice(1, -1);

/** The shape of one number for each of these places, which is the same for all channels, if x has an axis of them. */
export const maskShape = ({ rank }: Tensor, size: readonly number[]): number[] =>
  rank === 2 ? [...size] : [...size, 1];
