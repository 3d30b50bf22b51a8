import type { Tensor3D } from '@tensorflow/tfjs-core';
import { toPng } from 'fourier-xai';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import * as palette from './palette';

/** What an axis of a picture shows: from its first to its last edge. */
export interface Axis {
  readonly title: string;
  readonly range: readonly [number, number];
  readonly ticks?: readonly number[];
}

export interface PictureOptions {
  /** What is to be seen, for those who cannot see it. */
  readonly description?: string;
  /** Left to right. */
  readonly x?: Axis;
  /** Top to bottom. */
  readonly y?: Axis;
  /** Width in pixels of the screen; the height follows. */
  readonly width: number;
}

/** RGB or RGBA, [rows, columns, 3 or 4] in [0, 1], as an SVG picture with sharp pixels and axes. */
export async function picture(
  rgb: Tensor3D,
  { description, x, y, width }: PictureOptions,
): Promise<string> {
  const [rows, columns] = rgb.shape;
  const height = Math.round((width * rows) / columns);
  const [left, top] = [x?.range[0] ?? 0, y?.range[0] ?? 0];
  const url = await pngUrl(rgb, Math.max(1, Math.ceil((2 * width) / columns)));
  return svg({
    ...(description && { description }),
    padding: x || y ? 5 : 1,
    width,
    height,
    data: { values: [{ left, top, url }] },
    // an aria label would spell the bytes of the picture a second time
    mark: {
      type: 'image',
      aria: false,
      width,
      height,
      align: 'left',
      baseline: 'top',
      aspect: false,
    },
    encoding: {
      x: { field: 'left', type: 'quantitative', scale: scaleOf(x, false), axis: axisOf(x) },
      y: {
        field: 'top',
        type: 'quantitative',
        scale: scaleOf(y, true),
        axis: y ? { ...axisOf(y), minExtent: roomForLabels } : null,
      },
      url: { field: 'url', type: 'nominal' },
    },
  });
}

/** Short labels take as much of it as long ones, so that pictures below each other align. */
const roomForLabels = 39;

const scaleOf = (axis: Axis | undefined, downwards: boolean) => ({
  domain: [...(axis?.range ?? [0, 1])],
  nice: false,
  zero: false,
  ...(downwards && { reverse: true }),
});

const axisOf = (axis: Axis | undefined) =>
  axis
    ? {
        title: axis.title,
        grid: false,
        values: [...(axis.ticks ?? axis.range)],
        format: '.3~g',
        labelFlush: false,
      }
    : null;

const [ink, axis, faint] = [palette.ink.light, palette.axis.light, palette.faint.light];

/** How all plots look; the page replaces their colours where it is dark. */
const config = {
  font: 'system-ui, sans-serif',
  view: { stroke: faint },
  title: { color: ink, fontSize: 12, fontWeight: 500 },
  axis: {
    titleFontWeight: 400,
    ...{ titleColor: ink, labelColor: ink, domainColor: axis, tickColor: axis, gridColor: faint },
  },
  legend: { titleColor: ink, labelColor: ink, labelLimit: 0 },
  mark: { color: palette.lightSeries[0] },
  range: { category: palette.lightSeries },
};

/** A Vega-Lite plot as SVG text. */
export async function svg(spec: object): Promise<string> {
  const { spec: vegaSpec } = compile({
    ...{ background: 'transparent', config },
    ...spec,
  } as TopLevelSpec);
  return new View(parse(vegaSpec), { renderer: 'none' }).toSVG();
}

/** Every pixel is repeated `scale` times, since SVG viewers smooth enlarged pictures. */
async function pngUrl(rgb: Tensor3D, scale: number): Promise<string> {
  const png = await toPng(rgb, { scale });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
