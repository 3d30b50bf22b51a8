export { type ColorMap, diverging, gray, sequential } from './colorMap';
export { drawOnCanvas } from './drawOnCanvas';
export { type HeatmapOptions, heatmap } from './heatmap';
export type { ZoomOptions } from './imageBytes';
export { type KernelTilesOptions, kernelTiles } from './kernelTiles';
export { type OverlayOptions, overlay } from './overlay';
export { type SpectrumImageOptions, spectrumImage } from './spectrumImage';
export { toPng } from './toPng';
