/**
 * The learning rate of an epoch, counted from 0. `learningRate` is that of the epoch before, in epoch 0 the one that the
 * optimizer has.
 */
export type Schedule = (epoch: number, learningRate: number) => number;

/** A schedule to which the epoch says all. */
export type EpochSchedule = (epoch: number, learningRate?: number) => number;
