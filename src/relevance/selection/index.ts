/**
 * A cut model y = h(g(x)) and images come in; the channels of g that matter go out, and the model of
 * these alone. Read selectKernels.ts first.
 *
 * @module
 */

export { approximateModel } from './approximateModel';
export { kernelActivations } from './kernelActivations';
export type { KernelSelection } from './kernelSelection';
export { mergeSelections } from './mergeSelections';
export { SelectionAborted } from './selectionAborted';
export { type SelectKernelsOptions, selectKernels } from './selectKernels';
export type { SplitOptions } from './splitOptions';
