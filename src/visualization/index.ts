/**
 * Relevance maps, spectra and kernels come in; pictures [rows, columns, 3] of numbers in [0, 1] go
 * out, and PNG files of them. Read heatmap.ts first.
 *
 * @module
 */

export {
  type ColorMap,
  diverging,
  divergingColors,
  gray,
  grayColors,
  sequential,
  sequentialColors,
} from './colorMap';
export { drawOnCanvas } from './drawOnCanvas';
export { type HeatmapOptions, heatmap } from './heatmap';
export type { ScaleOptions } from './imageBytes';
export { type KernelTilesOptions, kernelTiles } from './kernelTiles';
export { type OverlayOptions, overlay, overlayHeatmap } from './overlayHeatmap';
export { type SpectrumImageOptions, spectrumImage } from './spectrumImage';
export { toPng } from './toPng';
