/**
 * Images, or the relevance of their pixels, come in; what each frequency does to the output goes out.
 * Read spectralRelevance.ts first.
 *
 * @module
 */

export { type FourierHeatmapOptions, fourierHeatmap } from './fourierHeatmap';
export type { FourierHeatmap, FrequencyErrors } from './frequencyErrors';
export { mergeFourierHeatmaps } from './mergeFourierHeatmaps';
export { orientationBands, radialBands } from './radialBands';
export { spectralRelevance } from './spectralRelevance';
