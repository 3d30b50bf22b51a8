import * as tf from '@tensorflow/tfjs-core';
import { flattened } from '../../internal/flattened';
import { itemAt } from '../../internal/itemAt';
import { applyRun } from '../../linear/applyRun';
import type { PerAxis, Shapes } from '../../linear/convolution';
import { channelsAfter, type LinearRun } from '../../linear/linearOp';
import { withoutBiases } from '../../linear/runTensors';
import type { PatchKernel } from './pathPatches';
import type { AxisGeometry } from './runGeometry';
import { unitResponses } from './unitResponses';
import { canvasOf, clearAnswer, type Zone, zonesOf } from './zone';

/** Rows and columns of the canvas of a run. */
export function canvasSize(run: LinearRun<Shapes>, geometry: PerAxis<AxisGeometry>): PerAxis {
  return [canvasOf(run, 0, geometry[0]).inputs, canvasOf(run, 1, geometry[1]).inputs];
}

/**
 * The kernels of all zones of a run: its outputs to every unit image of a small canvas, on which every kind of position
 * occurs, are the rows of its Jacobian.
 */
export function unitPatches(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): PatchKernel[] {
  const [rows, columns] = canvasSize(run, geometry);
  const linear = withoutBiases(run);
  const responses = unitResponses(
    (units) => applyRun(linear, units as tf.Tensor4D),
    [rows, columns, channels],
    Array.from({ length: rows * columns * channels }, (_, place) => place),
    rows * columns * widest(run, channels),
  );
  return windowsOf(run, geometry).map(({ zones, windows: [down, across] }) => {
    const byInput: tf.Tensor4D = tf.reshape(answersIn(responses, [down, across]), [
      ...[rows, columns, channels],
      -1,
    ] as [number, number, number, number]);
    const kernel = tf.slice(
      byInput,
      [down.from, across.from, 0, 0],
      [down.seen, across.seen, -1, -1],
    );
    return { zones, kernel };
  });
}

/** What the biases of a run make of nothing in each zone. */
export function zoneBiases(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): tf.Tensor1D[] {
  const [rows, columns] = canvasSize(run, geometry);
  const constants = applyRun(run, tf.zeros([1, rows, columns, channels]));
  return windowsOf(run, geometry).map(({ windows }) => flattened(answersIn(constants, windows)));
}

/** Outputs on a canvas, and the inputs that they see. */
interface ZonePlace {
  readonly answer: number;
  readonly outputs: number;
  readonly from: number;
  readonly seen: number;
}

const answersIn = (y: tf.Tensor4D, [down, across]: PerAxis<ZonePlace>): tf.Tensor4D =>
  tf.slice(y, [0, down.answer, across.answer, 0], [-1, down.outputs, across.outputs, -1]);

/** All zones, with their windows on the canvas. */
function windowsOf(run: LinearRun, geometry: PerAxis<AxisGeometry>) {
  const along = (axis: 0 | 1) => {
    const canvas = canvasOf(run, axis, geometry[axis]);
    const places = zonesOf(canvas);
    return zonesOf(geometry[axis]).map((zone, i) => ({
      zone,
      window: windowOf(canvas, itemAt(places, i)),
    }));
  };
  const [rows, columns] = [along(0), along(1)];
  return rows.flatMap((row) =>
    columns.map((column) => ({
      zones: [row.zone, column.zone] as const,
      windows: [row.window, column.window] as const,
    })),
  );
}

/** Where on the canvas the kernels of a zone are read: the outputs, and the inputs that they see. */
function windowOf(canvas: AxisGeometry, zone: Zone): ZonePlace {
  if (zone.kind !== 'interior') {
    return { answer: zone.begin, outputs: zone.count, from: zone.from, seen: zone.seen };
  }
  const answer = clearAnswer(canvas) as number;
  const from = canvas.stride * answer + canvas.start;
  return { answer, outputs: 1, from, seen: canvas.span };
}

/** The most channels between the ops of a run. */
export function widest(run: LinearRun, channels: number): number {
  return Math.max(channels, ...run.map((_, i) => channelsAfter(run.slice(0, i + 1), channels)));
}
