import * as tf from '@tensorflow/tfjs-core';
import { fuseModel } from '../../fourier/fusion/fuseModel';
import { check } from '../../internal/check';
import { type Graph, graphOf } from '../../model/graph';
import { logitsGraph } from '../../model/logitsGraph';
import { type LayersModel, split } from '../../model/splitModel';
import { checkImages } from '../batches/checkImages';
import { channelwiseHead, mapsOf } from './channelwiseHead';
import { channelsOf, featuresOf } from './featuresOf';
import { maskedAblations } from './maskedAblations';
import { type BatchSelection, selectInBatch } from './selectInBatch';
import { sharedAblations } from './sharedAblations';

export interface SelectorOptions {
  readonly tolerance: number;
  readonly layer: string | number | undefined;
}

/** Selects for some images at a time. */
export interface KernelSelector {
  readonly kernels: number;
  readonly classes: number;
  /** @param numbers of the images among all */
  select(images: tf.Tensor, numbers: readonly number[]): Promise<BatchSelection>;
  dispose(): void;
}

export function kernelSelector(
  model: LayersModel,
  { tolerance, layer }: SelectorOptions,
): KernelSelector {
  checkImages(model);
  const { g, h } = split(model, layer);
  const kernels = channelsOf(g);
  const graph = logitsGraph(graphOf(h));
  const classes = classesOf(graph);
  const head = channelwiseHead(graph);
  const fused = fuseModel(g);
  return {
    ...{ kernels, classes },
    select: async (images, numbers) => {
      const maps = tf.tidy(() => mapsOf(head, featuresOf(fused, images)));
      try {
        const ablations = head.dense
          ? await sharedAblations(graph, head.dense, maps)
          : maskedAblations(head, maps);
        return await selectInBatch(ablations, numbers, tolerance);
      } finally {
        tf.dispose(maps);
      }
    },
    dispose: () => {
      fused.dispose();
    },
  };
}

function classesOf({ outputs }: Graph): number {
  const shape = outputs[0]?.shape ?? [];
  const classes = shape[1];
  check(
    shape.length === 2 && typeof classes === 'number',
    `the output must have shape [batch, classes], but its shape is [${shape.map((n) => n ?? 'any').join(', ')}]`,
  );
  return classes;
}
