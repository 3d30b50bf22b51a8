/** Letters of a reason: tf.js writes out whole configurations. */
const LONGEST = 300;

/** The first sentence of an error that somebody else has worded. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first] = message.trim().split(/\.\s+(?=[A-Z])|\n/);
  if (!first) return `${error instanceof Error ? error.name : 'an error'} without a reason`;
  return first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
}
