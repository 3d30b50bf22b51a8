import type * as tf from '@tensorflow/tfjs-core';
import { fuseModel } from '../../fourier/fusion/fuseModel';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { type Graph, graphOf } from '../../model/graph';
import { logitsGraph } from '../../model/logitsGraph';
import { type LayersModel, split } from '../../model/splitModel';
import type { ChannelLists } from './ablations';
import { type Drawing, drawKernels } from './drawKernels';
import { channelsOf, featuresOf } from './featuresOf';
import { firstDense } from './firstDense';
import type { CountlessSelection } from './kernelSelection';
import { maskedAblations } from './maskedAblations';
import { selectInBatch } from './selectInBatch';
import { sharedAblations } from './sharedAblations';

export interface SelectorOptions {
  readonly tolerance: number;
  readonly fraction: number;
  readonly seed: number;
  readonly at: string | number | undefined;
}

/** Selects for some images at a time. */
export interface KernelSelector {
  readonly kernels: number;
  readonly classes: number;
  /** @param first number of the first image among all */
  select(images: tf.Tensor, first: number): Promise<CountlessSelection>;
  dispose(): void;
}

export function kernelSelector(
  model: LayersModel,
  { tolerance, fraction, seed, at }: SelectorOptions,
): KernelSelector {
  const { g, h } = split(model, at);
  const kernels = channelsOf(g);
  const graph = logitsGraph(graphOf(h));
  const dense = firstDense(graph);
  const fused = fuseModel(g);
  const count = Math.max(1, Math.round(fraction * kernels));
  return {
    kernels,
    classes: classesOf(graph),
    select: async (images, first) => {
      const candidates = await candidatesFor(images, { kernels, count, seed });
      const features = featuresOf(fused, images);
      try {
        const ablations = dense
          ? await sharedAblations(graph, dense, features)
          : maskedAblations(graph, features);
        return await selectInBatch(ablations, candidates, tolerance, first);
      } finally {
        features.dispose();
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
    `the output must have shape [batch, classes], but its shape is [${shape}]`,
  );
  return classes;
}

/** The kernels that are tried for each image: all, or as many as are drawn. */
async function candidatesFor(images: tf.Tensor, drawing: Drawing): Promise<ChannelLists> {
  const batch = itemAt(images.shape, 0);
  const { kernels, count } = drawing;
  if (count === kernels) {
    const all = Array.from({ length: kernels }, (_, kernel) => kernel);
    return new Array<readonly number[]>(batch).fill(all);
  }
  const values = await images.data();
  const size = values.length / batch;
  return Array.from({ length: batch }, (_, i) =>
    drawKernels(Float32Array.from(values.subarray(i * size, (i + 1) * size)), drawing),
  );
}
