/**
 * A model and a batch x come in; out go relevance maps of x's shape, judgements of such maps, and the
 * kernels that matter. Read methods/gradientTimesInput.ts first, then lrp/lrp.ts.
 *
 * @module
 */

export * from './batches/index';
export * from './evaluation/index';
export * from './explain/index';
export * from './frequency/index';
export * from './lrp/index';
export * from './methods/index';
export * from './selection/index';
