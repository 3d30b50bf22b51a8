export { type ColorMap, diverging, gray, sequential } from './colorMaps';
export { type HeatmapOptions, heatmap } from './heatmap';
export { type KernelTilesOptions, kernelTiles } from './kernelTiles';
export { type SpectrumImageOptions, spectrumImage } from './spectrumImage';
