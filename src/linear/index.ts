/**
 * Runs of linear ops (convolution, pooling, padding, sums) as plain data, with what can be done to
 * them: apply, transpose, fold. Kernels and sizes come in, tensors go out, and no model is seen; read
 * linearOp.ts first.
 *
 * @module
 */

export {};
