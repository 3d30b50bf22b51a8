import { either, integer, type Kind, listOf, oneOf } from '../../internal/kinds';

/** Zeros on one side of an image, at most. */
const MOST_ZEROS = 2 ** 24;

/** Strides and dilations, at most. */
const MOST_STEP = 2 ** 20;

const zeros = integer(0, MOST_ZEROS);
const pairs = listOf(listOf(zeros, 2, 2), 4, 4);

/** [[0, 0], [before, after], [before, after], [0, 0]]. */
const explicit: Kind = {
  holds: (value) =>
    pairs.holds(value) &&
    [0, 3].every((axis) => (value as number[][])[axis]?.every((n) => n === 0)),
  described: 'a list of two numbers for each axis, 0 for the batch and the channels',
};

export const padKind: Kind = {
  holds: (value) => either(oneOf('same', 'valid'), zeros, explicit).holds(value),
  described: `'same', 'valid', or whole numbers of zeros for rows and columns, at most ${MOST_ZEROS}`,
};

/** Of signals. */
export const signalPadKind: Kind = {
  holds: (value) => either(oneOf('same', 'valid'), zeros).holds(value),
  described: `'same', 'valid', or a whole number of zeros, at most ${MOST_ZEROS}`,
};

export const stepKind = integer(1, MOST_STEP);

/** A number, or one for rows and one for columns. */
export const stepsKind = either(stepKind, listOf(stepKind, 2, 2));
