import * as tf from '@tensorflow/tfjs-core';
import { expose } from 'comlink';
import { startBackend } from './backend';
import { shrunk } from './decode';
import { addImages, setScaling } from './gallery';
import { handOver } from './handOver';
import { inTurn } from './inTurn';
import { openAtHand, openOwn } from './opening';
import type { Asked, BackendName, Epoch, Scaling, Step, TrainingSettings } from './protocol';
import { answers } from './questions/answers';
import { clearStudy, newStudy, type Study } from './study';
import { train } from './train';
import { watchDevice } from './watchDevice';

tf.enableProdMode();
const study = newStudy();
const turn = inTurn();
let onLost: (reason: string) => void = () => undefined;

/** One thing after the other, what is found handed over. */
const orderly = <T>(act: () => Promise<T>, isUrgent = false): Promise<T> =>
  turn(async () => handOver(await act()), isUrgent);

/** Every question of questions/, asked of this worker's study. */
type Answers = typeof answers;
type Asker<K extends keyof Answers> = (
  question: Parameters<Answers[K]>[1],
) => ReturnType<Answers[K]>;

/** What is quick and waited for by eye. */
const urgent: ReadonlySet<keyof Answers> = new Set(['predict', 'recolour']);

function ask<K extends keyof Answers>(name: K, question: Parameters<Answers[K]>[1]) {
  type Answer = (study: Study, question: unknown) => Promise<unknown>;
  const act = () => (answers[name] as unknown as Answer)(study, question);
  return orderly(act, urgent.has(name)) as ReturnType<Asker<K>>;
}

const api = {
  /** Where steps of something long are told, and that the device is lost. */
  listen(listener: (step: Step) => void, lost: (reason: string) => void): void {
    study.tell = listener;
    onLost = lost;
  },
  /** Starts the wanted backend, or the fastest that works; the model is forgotten. */
  start: (wanted: BackendName | undefined, without: readonly BackendName[]) =>
    orderly(async () => {
      clearStudy(study);
      study.tell({ key: 'backend' });
      const started = await startBackend(wanted, without);
      watchDevice(onLost);
      return started;
    }),
  openAtHand: (folder: string) => orderly(() => openAtHand(study, folder, study.tell)),
  openOwn: (source: readonly File[] | string) => orderly(() => openOwn(study, source, study.tell)),
  shrunk: (file: Blob) => shrunk(file),
  addImages: (files: readonly Blob[]) => orderly(() => addImages(study, files)),
  setScaling: (scaling: Scaling) => orderly(async () => setScaling(study, scaling)),
  /** Tensors that there are, for the tests. */
  tensors: () => orderly(async () => tf.memory().numTensors),
  /** Ends what is long, out of turn. */
  cancel: () => study.stop?.abort(),
  /** Has a training wait, or go on. */
  pause(isPaused: boolean): void {
    study.isPaused = isPaused;
  },
  /** Trains a model of its own between the questions; each epoch is told. */
  train: (settings: TrainingSettings, onEpoch: (epoch: Epoch) => void) =>
    train(study, settings, onEpoch),
  ask,
};

export type Api = typeof api;
export type { Answers, Asked };

expose(api);
