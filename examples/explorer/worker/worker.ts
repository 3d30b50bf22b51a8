import * as tf from '@tensorflow/tfjs-core';
import { expose } from 'comlink';
import { startBackend } from './backend';
import { addImages, setScaling } from './gallery';
import { handOver } from './handOver';
import { inTurn } from './inTurn';
import { openAtHand, openOwn } from './opening';
import type { Asked, BackendName, Epoch, Scaling, Step, TrainingSettings } from './protocol';
import { answers } from './questions/answers';
import { clearStudy, newStudy, type Study } from './study';
import { train } from './train';

tf.enableProdMode();
const study = newStudy();
const turn = inTurn();

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
    study.tell = listener;
  },
  /** Starts the wanted backend, or the fastest that works; the model is forgotten. */
  start: (wanted: BackendName | undefined) =>
    orderly(() => {
      clearStudy(study);
      study.tell({ key: 'backend' });
      return startBackend(wanted);
    }),
  openAtHand: (folder: string) => orderly(() => openAtHand(study, folder, study.tell)),
  openOwn: (source: readonly File[] | string, images: readonly Blob[]) =>
    orderly(() => openOwn(study, source, images, study.tell)),
  addImages: (files: readonly Blob[]) => orderly(() => addImages(study, files)),
  setScaling: (scaling: Scaling) => orderly(async () => setScaling(study, scaling)),
  /** Tensors that there are, for the tests. */
  tensors: () => orderly(async () => tf.memory().numTensors),
  /** Ends what is long, out of turn. */
  cancel: () => study.stop?.abort(),
  /** Trains a model of its own between the questions; each epoch is told. */
  train: (settings: TrainingSettings, onEpoch: (epoch: Epoch) => void) =>
    train(study, settings, onEpoch),
  ask,
};

export type Api = typeof api;
export type { Answers, Asked };

expose(api);
