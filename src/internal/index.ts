/**
 * What every room needs and nobody else sees: checks and their messages, tensor bookkeeping, seeded
 * random numbers. Plain values and tensors come in and go out; read check.ts first.
 *
 * @module
 */

export {};
