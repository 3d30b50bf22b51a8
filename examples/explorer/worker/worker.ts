import * as tf from '@tensorflow/tfjs-core';
import { expose } from 'comlink';
import { startBackend } from './backend';
import { handOver } from './handOver';
import { inTurn } from './inTurn';
import { addDrawn, addImages, openAtHand, openOwn, setScaling } from './opening';
import type { Asked, BackendName, Scaling, Step } from './protocol';
import { answers } from './questions/answers';
import { clearStudy, newStudy, type Study } from './study';

tf.enableProdMode();
const study = newStudy();
const turn = inTurn();
let tell: (step: Step) => void = () => undefined;

/** One thing after the other, what is found handed over. */
const orderly = <T>(act: () => Promise<T>): Promise<T> => turn(async () => handOver(await act()));

/** Every question of questions/, asked of this worker's study. */
type Answers = typeof answers;
type Asker<K extends keyof Answers> = (
  question: Parameters<Answers[K]>[1],
) => ReturnType<Answers[K]>;

function ask<K extends keyof Answers>(name: K, question: Parameters<Answers[K]>[1]) {
  type Answer = (study: Study, question: unknown) => Promise<unknown>;
  return orderly(() => (answers[name] as unknown as Answer)(study, question)) as ReturnType<
    Asker<K>
  >;
}

const api = {
  /** Where steps of something long are told. */
  listen(listener: (step: Step) => void): void {
    tell = listener;
  },
  /** Starts the wanted backend, or the fastest that works; the model is forgotten. */
  start: (wanted: BackendName | undefined) =>
    orderly(() => {
      clearStudy(study);
      tell({ key: 'backend' });
      return startBackend(wanted);
    }),
  openAtHand: (folder: string) => orderly(() => openAtHand(study, folder, tell)),
  openOwn: (source: readonly File[] | string, images: readonly Blob[]) =>
    orderly(() => openOwn(study, source, images, tell)),
  addImages: (files: readonly Blob[]) => orderly(() => addImages(study, files)),
  addDrawn: (rgba: Uint8ClampedArray<ArrayBuffer>) => orderly(async () => addDrawn(study, rgba)),
  setScaling: (scaling: Scaling) => orderly(async () => setScaling(study, scaling)),
  /** Tensors that there are, for the tests. */
  tensors: () => orderly(async () => tf.memory().numTensors),
  ask,
};

export type Api = typeof api;
export type { Answers, Asked };

expose(api);
