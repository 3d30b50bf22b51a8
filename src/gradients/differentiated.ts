import { RuleError } from '../internal/check';

/** A gradient by tf.js; where there is none, the error says why in terms of the model and the target. */
export function differentiated<T>(gradient: () => T): T {
  try {
    return gradient();
  } catch (error) {
    const reason = reasonOf(error instanceof RuleError ? '' : String(error));
    if (reason === undefined) throw error;
    throw new RuleError(`what is explained has no gradient: ${reason}`, { cause: error });
  }
}

function reasonOf(message: string): string | undefined {
  const operation = /gradient function not found for (\w+)/.exec(message)?.[1];
  if (operation) return `tf.js has none for the operation ${operation}`;
  return message.includes('Cannot compute gradient of y=f(x) with respect to x')
    ? 'it does not depend on the inputs by operations of tf.js'
    : undefined;
}
