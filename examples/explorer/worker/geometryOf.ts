import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];
type Axes<T> = readonly [rows: T, columns: T];

/** How convolution layers go over an image. */
export interface Geometry {
  /** Zeros before and after the image, along rows and along columns. */
  readonly padding: Axes<readonly [before: number, after: number]>;
  readonly strides: Axes<number>;
  readonly dilation: Axes<number>;
}

/** Of one layer, or of several without strides and dilation all together, on images of a size. */
export function geometryOf(layers: readonly Layer[], size: Axes<number>): Geometry {
  const all = layers.map((layer) => [alongAxis(layer, 0, size[0]), alongAxis(layer, 1, size[1])]);
  const both = <T>(of: (axis: 0 | 1) => T): Axes<T> => [of(0), of(1)];
  const sum = (axis: 0 | 1, side: 0 | 1) =>
    all.reduce((total, axes) => total + (axes[axis]?.padding[side] ?? 0), 0);
  const own = (axis: 0 | 1) => all[all.length - 1]?.[axis];
  return {
    padding: both((axis) => [sum(axis, 0), sum(axis, 1)] as const),
    strides: both((axis) => own(axis)?.stride ?? 1),
    dilation: both((axis) => own(axis)?.dilation ?? 1),
  };
}

interface Config {
  readonly padding?: string;
  readonly strides?: number | readonly number[];
  readonly dilationRate?: number | readonly number[];
}

/** Layers of spectra have one axis, the columns here. */
function alongAxis(layer: Layer, axis: 0 | 1, size: number) {
  const { padding, strides, dilationRate } = layer.getConfig() as Config;
  const at = (values: Config['strides']) => [values ?? 1].flat().slice(axis - 2)[0] ?? 1;
  const sizes = (layer.getWeights()[0]?.shape ?? []).slice(0, -2);
  const isFlat = axis === 0 && sizes.length === 1;
  const [stride, dilation] = isFlat ? [1, 1] : [at(strides), at(dilationRate)];
  const span = isFlat ? 1 : ((sizes.slice(axis - 2)[0] ?? 1) - 1) * dilation + 1;
  return { stride, dilation, padding: zerosOf(padding, span, { stride, size }) };
}

/** As tf.js pads: 'same' so that every stride-th place is there. */
function zerosOf(
  padding: string | undefined,
  span: number,
  { stride, size }: { readonly stride: number; readonly size: number },
): readonly [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [span - 1, 0];
  const all = Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size);
  return [Math.floor(all / 2), Math.ceil(all / 2)];
}
