import type { Tensor } from '@tensorflow/tfjs-core';

export const backends = ['wasm', 'cpu', 'webgl', 'webgpu'] as const;
export type Backend = (typeof backends)[number];

/** Whether a backend needs a browser. */
export const inBrowser = (backend: Backend): boolean => backend.startsWith('webg');

/** Values of one side, in an order that both sides share; tensors are disposed by whoever gets them. */
export type Answer = readonly (Tensor | Float32Array)[];

export interface Side {
  readonly name: string;
  /** Takes over tf.js before some runs of this side, untimed: where the sides differ in backend or kernels. */
  enter?: (() => unknown) | undefined;
  /** The part of its work that a run does, where all would take too long: times are those of all. Default: 1. */
  readonly share?: number;
  run(): Answer | Promise<Answer>;
  /** Makes of an answer what is compared, untimed, and disposes of the rest. Default: all of it, as it is. */
  compared?(answer: Answer): Answer;
}

/** Two ways to the same answer, ready to run. */
export interface Match {
  readonly ours: Side;
  readonly peer: Side;
  dispose?(): void;
}

/** A row of the table before it is measured. */
export interface Contest {
  readonly group: string;
  readonly what: string;
  readonly backend: Backend;
  readonly sizes: string;
  /** How many times as fast as the peer we mean to be; none where the row only informs. */
  readonly reach?: number | undefined;
  /** Largest difference that passes, of the largest value. Default: 1e-4. */
  readonly tolerance?: number | undefined;
  /** Makes inputs, weights and plans on the backend, which is in use by then. */
  prepare(): Match | Promise<Match>;
}

/** What each group exports: its contests on a backend, the smallest first; none where they make no sense. */
export type Group = (backend: Backend) => Contest[];
