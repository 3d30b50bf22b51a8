import { either, integer, type Kind, listOf, oneOf } from '../../internal/kinds';

/** Zeros on one side of an image, at most. */
const MOST_ZEROS = 2 ** 24;

/** Strides and dilations, at most. */
const MOST_STEP = 2 ** 20;

const zeros = integer(0, MOST_ZEROS);
const pairs = listOf(listOf(zeros, 2, 2), 4, 4);

/** Two numbers for each axis, zeros for the batch and the channels. */
const explicitPad = (channels: 1 | 3): Kind => ({
  holds: (value) =>
    pairs.holds(value) &&
    [0, channels].every((axis) => (value as number[][])[axis]?.every((n) => n === 0)),
  described: 'a list of two numbers for each axis',
});

/** Of images whose channels are this axis. */
export const padKind = (channels: 1 | 3): Kind => ({
  holds: either(oneOf('same', 'valid'), zeros, explicitPad(channels)).holds,
  described: `'same', 'valid', or whole numbers of zeros for rows and columns, at most ${MOST_ZEROS}`,
});

/** Of signals. */
export const signalPadKind: Kind = {
  holds: either(oneOf('same', 'valid'), zeros).holds,
  described: `'same', 'valid', or a whole number of zeros, at most ${MOST_ZEROS}`,
};

export const stepKind = integer(1, MOST_STEP);

/** A number, or one for rows and one for columns. */
export const stepsKind = either(stepKind, listOf(stepKind, 2, 2));
