import type { PerAxis } from '../../../linear/convolution';
import type { HostImages } from '../../convolution/hostConvolution';
import type { AxisGeometry } from '../runGeometry';
import { type Band, bandsOf, type Stretch } from './bandsOf';
import type { ModulePatch } from './modulePatches';
import type { PatchModule } from './patchModule';

/** What is computed becomes at least `low` and at most `high`. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Patches of a fused run, for images of the size that it was made for. */
export interface HostRun {
  readonly geometry: PerAxis<AxisGeometry>;
  readonly patches: readonly ModulePatch[];
  readonly bounds: Bounds;
}

/** Values of a band that are in the module at once: what a processor's cache holds. */
const MOST_VALUES = 2 ** 17;

/** y = what a fused run makes of x: its edges and corners as all else, each with weights of their own. */
export function hostPatches(module: PatchModule, run: HostRun, x: HostImages, y: HostImages): void {
  const columns = seenColumns(run.patches);
  const line = columns.count * x.shape[3];
  const answers = y.shape[2] * y.shape[3];
  const zones = [...new Map(run.patches.map(({ zones: [row] }) => [row.begin, row])).values()];
  for (const band of bandsOf(zones, run.geometry[0], x.shape[0], [line, answers], MOST_VALUES)) {
    const patches = run.patches.filter(({ zones: [row] }) => row.begin === band.zone.begin);
    const images = band.images.count;
    const { panel, inputs, outputs } = module.room({
      panel: 4 * Math.max(...patches.map(({ tapRows, tapLine }) => tapRows * tapLine)),
      inputs: images * band.inputs.count * line,
      outputs: images * band.outputs.count * answers,
    });
    const values = module.values();
    bringIn(values.subarray(inputs / 4), x, band, columns);
    const places = { panel, inputs, outputs, line, answers, left: columns.from };
    for (const patch of patches) multiply(module, run, patch, band, places);
    bringOut(values.subarray(outputs / 4), y, band, answers);
  }
}

/** The columns that any patch sees. */
function seenColumns(patches: readonly ModulePatch[]): Stretch {
  const from = Math.min(...patches.map(({ zones: [, { from }] }) => from));
  const end = Math.max(...patches.map(({ zones: [, { from, seen }] }) => from + seen));
  return { from, count: end - from };
}

/** Where a band is in the module, and values of a row of inputs and outputs. */
interface Places {
  readonly panel: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly line: number;
  readonly answers: number;
  /** The first column of the inputs. */
  readonly left: number;
}

function multiply(
  module: PatchModule,
  { geometry, bounds }: HostRun,
  patch: ModulePatch,
  band: Band,
  { panel, inputs, outputs, line, answers, left }: Places,
): void {
  const column = patch.zones[1];
  const isInterior = column.kind === 'interior';
  const channels = patch.outputs / (isInterior ? 1 : column.count);
  const inputChannels = patch.tapLine / (isInterior ? geometry[1].span : column.seen);
  module.product({
    images: band.images.count,
    down: band.places,
    across: isInterior ? column.count : 1,
    x: inputs + 4 * (column.from - left) * inputChannels,
    xImage: 4 * band.inputs.count * line,
    xDown: 4 * geometry[0].stride * line,
    xAcross: 4 * geometry[1].stride * inputChannels,
    xRow: 4 * line,
    ...{ tapRows: patch.tapRows, tapLine: patch.tapLine, panel },
    ...{ weights: patch.weights, bias: patch.bias },
    ...{ segments: patch.segments, outputs: patch.outputs },
    y: outputs + 4 * column.begin * channels,
    yImage: 4 * band.outputs.count * answers,
    yDown: 4 * answers,
    yAcross: 4 * channels,
    ySegment: 4 * answers,
    ...bounds,
  });
}

/** The inputs of a band, with zeros in the margins. */
function bringIn(
  to: Float32Array,
  { values, shape: [, rows, width, channels] }: HostImages,
  { images, inputs }: Band,
  columns: Stretch,
): void {
  const line = columns.count * channels;
  to.fill(0, 0, images.count * inputs.count * line);
  const [first, end] = within(columns, width);
  const [top, bottom] = within(inputs, rows);
  for (let i = 0; i < images.count; i++) {
    for (let row = top; row < bottom; row++) {
      const from = ((images.from + i) * rows + row) * width;
      const at = (i * inputs.count + row - inputs.from) * line + (first - columns.from) * channels;
      to.set(values.subarray((from + first) * channels, (from + end) * channels), at);
    }
  }
}

/** What of a stretch lies in the images. */
const within = ({ from, count }: Stretch, length: number): PerAxis => [
  Math.max(from, 0),
  Math.max(Math.min(from + count, length), Math.max(from, 0)),
];

function bringOut(
  from: Float32Array,
  { values, shape: [, rows] }: HostImages,
  { images, outputs }: Band,
  answers: number,
): void {
  const size = outputs.count * answers;
  for (let i = 0; i < images.count; i++) {
    const to = ((images.from + i) * rows + outputs.from) * answers;
    values.set(from.subarray(i * size, (i + 1) * size), to);
  }
}
