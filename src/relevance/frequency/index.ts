/**
 * Images, or the relevance of their pixels, come in; what each frequency does to the output goes out.
 * Read spectralRelevance.ts first.
 *
 * @module
 */

export {
  type FourierHeatmap,
  type FourierHeatmapOptions,
  fourierHeatmap,
} from './fourierHeatmap';
export { orientationBands, radialBands } from './radialBands';
export { spectralRelevance } from './spectralRelevance';
