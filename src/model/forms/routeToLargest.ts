import type * as tf from '@tensorflow/tfjs-core';
import type { HostMemory } from '../../internal/host/hostMemory';
import { type Loops, loopKernel } from '../../internal/host/loops';
import type { Window } from './window';

/** Windows over rows and over columns. */
interface Windows {
  readonly rows: Window;
  readonly columns: Window;
}

/**
 * What comes back to the maxima of windows over images [batch, rows, columns, channels], to the value of each window that
 * is the largest, of several the first, row by row; undefined where no {@link loopKernel} is.
 */
export const routeToLargest = (
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  windows: Windows,
): tf.Tensor4D | undefined => route([x, dy], windows) as tf.Tensor4D | undefined;

const route = loopKernel('RouteToLargest', routed);

/** One row of windows of an image after the other, so that they need little room. */
function routed(
  { run, room, values }: Loops,
  memory: HostMemory,
  inputs: readonly tf.TensorInfo[],
  { rows, columns }: Windows,
): tf.TensorInfo {
  const [x, dy] = inputs as [tf.TensorInfo, tf.TensorInfo];
  const dx = memory.output([...x.shape]);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [line, answers] = [width * channels, columns.outputs * channels];
  const most = rows.size * line;
  const at = room({ x: most, dy: answers, dx: most });
  const [seen, given, back] = [memory.values(x), memory.values(dy), memory.values(dx)];
  const module = values();
  const { outputs, size, stride, before } = columns;
  back.fill(0);
  for (let row = 0; row < batch * rows.outputs; row++) {
    const image = Math.floor(row / rows.outputs);
    const start = (row % rows.outputs) * rows.stride - rows.before;
    const [top, bottom] = [Math.max(start, 0), Math.min(start + rows.size, height)];
    const [from, end] = [(image * height + top) * line, (image * height + bottom) * line];
    module.set(seen.subarray(from, end), at.x / 4);
    module.set(given.subarray(row * answers, (row + 1) * answers), at.dy / 4);
    module.set(back.subarray(from, end), at.dx / 4);
    run.routeToLargest(
      at.x,
      at.dy,
      at.dx,
      bottom - top,
      width,
      channels,
      outputs,
      size,
      stride,
      before,
    );
    back.set(module.subarray(at.dx / 4, at.dx / 4 + end - from), from);
  }
  return dx;
}
