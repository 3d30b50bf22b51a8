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

function routed(memory: HostMemory, inputs: readonly tf.TensorInfo[], { rows, columns }: Windows) {
  const [x, dy] = inputs as [tf.TensorInfo, tf.TensorInfo];
  const dx = memory.output([...x.shape]);
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const window = windowRouter(memory.values(x), memory.values(dy), memory.values(dx), channels);
  const [down, across] = [insides(rows, height), insides(columns, width)];
  for (let image = 0; image < batch; image++) {
    for (const [top, bottom] of down) {
      for (const [left, right] of across) {
        window(
          (image * height + top) * width,
          (image * height + bottom) * width,
          width,
          left,
          right,
        );
      }
    }
  }
  return dx;
}

type Router = (top: number, bottom: number, width: number, left: number, right: number) => void;

/** For one window after the other: pixels from `left` up to `right` of the lines that begin at pixels from `top` up to `bottom`. */
function windowRouter(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  channels: number,
): Router {
  dx.fill(0);
  const [largest, places] = [new Float32Array(channels), new Int32Array(channels)];
  const compare = (at: number): void => {
    for (let c = 0; c < channels; c++) {
      const value = x[at + c] as number;
      if (value > (largest[c] as number)) {
        largest[c] = value;
        places[c] = at + c;
      }
    }
  };
  let from = 0;
  return (top, bottom, width, left, right) => {
    const first = (top + left) * channels;
    for (let c = 0; c < channels; c++) {
      largest[c] = x[first + c] as number;
      places[c] = first + c;
    }
    for (let line = top; line < bottom; line += width) {
      for (let pixel = line + left; pixel < line + right; pixel++) compare(pixel * channels);
    }
    for (let c = 0; c < channels; c++, from++) {
      const to = places[c] as number;
      dx[to] = (dx[to] as number) + (dy[from] as number);
    }
  };
}

/** What of each window lies in an axis of this length: from where up to where. */
const insides = ({ size, stride, before, outputs }: Window, length: number) =>
  Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return [Math.max(start, 0), Math.min(start + size, length)] as const;
  });
