/**
 * Relevance maps come in with the model that they explain; curves and reports go out that say how good
 * they are. Read flippingCurve.ts first.
 *
 * @module
 */

export type { Conservation } from './conservation';
export {
  type ConservationOptions,
  conservationReport,
} from './conservationReport';
export type { FlippingCurve, FlippingOptions } from './flippingCurve';
export {
  type FrequencyOrder,
  frequencyFlipping,
  frequencyInsertion,
} from './frequencyFlipping';
export { mergeFlippingCurves } from './mergeFlippingCurves';
export {
  type PixelFlippingOptions,
  pixelFlipping,
  pixelInsertion,
} from './pixelFlipping';
