/**
 * A model and one sample come in, as a tensor or as pixels; a map by a method that suits the model goes out, with its receipt and
 * its picture. Read explain.ts first.
 *
 * @module
 */

export { type ExplainOptions, type Explanation, explain } from './explain';
export type { PixelBytes, Pixels } from './pixels';
export type { PixelRange } from './sampleOf';
