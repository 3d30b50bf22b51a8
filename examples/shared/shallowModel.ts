import * as tfl from '@tensorflow/tfjs-layers';

export interface ShallowModelOptions {
  /** Rows and columns of an image. */
  readonly side: number;
  /** Kernels of each convolution layer. */
  readonly filters: readonly number[];
  /** Units of the first dense layer. */
  readonly units: number;
  readonly classes: number;
  readonly seed: number;
}

/** The source document's shallow network: 3x3 convolutions without bias or activation, two dense layers. */
export function shallowModel(options: ShallowModelOptions): tfl.Sequential {
  const { side, filters, units, classes, seed } = options;
  const init = (i: number) => tfl.initializers.glorotUniform({ seed: 10 * seed + i });
  const model = tfl.sequential();
  for (const [i, count] of filters.entries()) {
    model.add(
      tfl.layers.conv2d({
        filters: count,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: init(i),
        ...(i === 0 && { inputShape: [side, side, 1] }),
      }),
    );
  }
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units, activation: 'relu', kernelInitializer: init(3) }));
  model.add(
    tfl.layers.dense({ units: classes, activation: 'softmax', kernelInitializer: init(4) }),
  );
  return model;
}
