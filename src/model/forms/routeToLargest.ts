import type * as tf from '@tensorflow/tfjs-core';
import { hostKernel } from '../../internal/hostKernel';
import type { HostMemory } from '../../internal/hostMemory';
import type { Window } from './window';

/** Windows over rows and over columns. */
interface Windows {
  readonly rows: Window;
  readonly columns: Window;
}

/**
 * What comes back to the maxima of windows over images [batch, rows, columns, channels], to the value of each window that
 * is the largest, of several the first, row by row; undefined where no {@link hostKernel} is.
 */
export const routeToLargest = (
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  windows: Windows,
): tf.Tensor4D | undefined => route([x, dy], windows) as tf.Tensor4D | undefined;

const route = hostKernel('RouteToLargest', routed);

function routed(memory: HostMemory, inputs: readonly tf.TensorInfo[], windows: Windows) {
  const [x, dy] = inputs as [tf.TensorInfo, tf.TensorInfo];
  const dx = memory.output([...x.shape]);
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const values = { x: memory.values(x), dy: memory.values(dy), dx: memory.values(dx).fill(0) };
  const corners = cornersOf(windows, height, width);
  let at = 0;
  for (let image = 0; image < batch; image++) {
    const origin = image * height * width * channels;
    for (const corner of corners) {
      routeWindow(values, { ...corner, origin, channels, line: width * channels }, at);
      at += channels;
    }
  }
  return dx;
}

interface Corners {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** What of each window lies in the image, row by row. */
function cornersOf({ rows, columns }: Windows, height: number, width: number): Corners[] {
  const across = insides(columns, width).map(([left, right]) => ({ left, right }));
  return insides(rows, height).flatMap(([top, bottom]) =>
    across.map((sides) => ({ top, bottom, ...sides })),
  );
}

const insides = ({ size, stride, before, outputs }: Window, length: number) =>
  Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return [Math.max(start, 0), Math.min(start + size, length)] as const;
  });

interface Place extends Corners {
  /** Of the image's first value. */
  readonly origin: number;
  /** Values of a row. */
  readonly line: number;
  readonly channels: number;
}

function routeWindow(
  { x, dy, dx }: Record<'x' | 'dy' | 'dx', Float32Array>,
  { top, bottom, left, right, origin, line, channels }: Place,
  at: number,
): void {
  for (let c = 0; c < channels; c++) {
    let place = origin + top * line + left * channels + c;
    let largest = x[place] as number;
    for (let i = top; i < bottom; i++) {
      const end = origin + i * line + right * channels;
      for (let k = origin + i * line + left * channels + c; k < end; k += channels) {
        const value = x[k] as number;
        if (value > largest) {
          largest = value;
          place = k;
        }
      }
    }
    dx[place] = (dx[place] as number) + (dy[at + c] as number);
  }
}
