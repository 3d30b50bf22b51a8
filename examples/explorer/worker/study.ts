import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Target } from 'fourier-xai';
import type { Asked, ModelFacts, Scaling, Side, Spectrum, Step } from './protocol';

/** An image as the model sees it, [rows, columns] of RGBA bytes. */
export interface StudyImage {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly label: number | undefined;
  /** The numbers, where it is a spectrum; the bytes are its picture then. */
  readonly spectrum?: Spectrum;
}

/** What a model takes: a batch of images, or of spectra. */
export type Input = tf.Tensor3D | tf.Tensor4D;

/** A map that was asked for, kept so that it can be recoloured without the model. */
export interface KeptMap {
  readonly x: Input;
  readonly image: StudyImage;
  readonly map: Input;
  readonly target: number;
  /** What the map explains: that class, or how far it lies above another one. */
  readonly explained: Target;
}

/** What lies on the worker's table: one model, its images, the maps of the page. */
export interface Study {
  model: LayersModel | undefined;
  facts: ModelFacts | undefined;
  images: StudyImage[];
  galleryId: number;
  scaling: Scaling;
  /** Where steps of something long are told. */
  tell: (step: Step) => void;
  /** Whether a training waits. */
  isPaused: boolean;
  /** Ends something long. */
  stop: AbortController | undefined;
  readonly maps: Map<Side, KeptMap>;
}

export const plainScaling: Scaling = {
  scale: 1 / 255,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  order: 'rgb',
};

export const newStudy = (): Study => ({
  ...{ model: undefined, facts: undefined, images: [], galleryId: 0 },
  ...{ scaling: plainScaling, maps: new Map() },
  ...{ tell: () => undefined, isPaused: false, stop: undefined },
});

/** What a question needs of the study. */
export interface Opened {
  readonly model: LayersModel;
  readonly facts: ModelFacts;
}

export function openedOf({ model, facts }: Study, asked?: Asked): Opened {
  if (!model || !facts) throw new Error('no model is open');
  if (asked && asked.model !== facts.id) throw new Error('another model was opened meanwhile');
  return { model, facts };
}

/** Forgets the model, with all that was computed by it. */
export function clearStudy(study: Study): void {
  forgetMaps(study);
  study.model?.dispose();
  study.model = undefined;
  study.facts = undefined;
}

export function forgetMaps({ maps }: Study): void {
  for (const { x, map } of maps.values()) {
    x.dispose();
    map.dispose();
  }
  maps.clear();
}
