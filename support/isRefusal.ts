import { RuleError } from '../src/internal/check';

/** Whether the library has refused what it was given, in one line: no mistake of a program. */
export const isRefusal = (error: unknown): error is Error => error instanceof RuleError;
