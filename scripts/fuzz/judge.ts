import * as tf from '@tensorflow/tfjs-core';
import type { Subject } from './subject';

/** What a call may not do. */
export const failureKinds = [
  'undocumented error',
  'hang',
  'crash',
  'trap',
  'leak',
  'state left',
  'accepted outside its kinds',
  'unhandled rejection',
  'changed argument',
] as const;

export type FailureKind = (typeof failureKinds)[number];

export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
}

/** How a call has ended: by a value or by what it threw, and whether it gave a promise before. */
export type Ending = { readonly waits: boolean } & (
  | { readonly value: unknown }
  | { readonly error: unknown }
);

/** A trap of WebAssembly, or what follows when its memory is gone. */
export function trapIn(ending: Ending): string | undefined {
  if (!('error' in ending)) return undefined;
  const { error } = ending;
  const trapped = error instanceof WebAssembly.RuntimeError || /^Aborted\(/.test(messageOf(error));
  return trapped ? messageOf(error) : undefined;
}

/** Refusals begin with the name of what was called, and say more than that; errors of callbacks come as they are. */
export function undocumented(
  { names }: Subject,
  ending: Ending,
  thrown: ReadonlySet<unknown>,
): string | undefined {
  if (!('error' in ending) || thrown.has(ending.error)) return undefined;
  const { error } = ending;
  if (!(error instanceof Error)) return `thrown: ${messageOf(error)}`;
  const { message } = error;
  const rule = names
    .filter((name) => message.startsWith(`${name}: `))
    .map((name) => message.slice(name.length + 2))[0];
  // 'aborted' says all that there is to say
  const isLong = error.name === 'AbortError' || (rule?.length ?? 0) >= 10;
  const says = rule !== undefined && isLong && !/\[object |^undefined/.test(rule);
  return says && message.length < 2000 ? undefined : `${error.name}: ${message}`;
}

/** What tf.js has open: 0 of all between two calls. */
export function openState(): string {
  const { state } = tf.engine();
  const { gradientDepth, kernelDepth, activeTape, scopeStack, activeScope } = state;
  const open = { gradientDepth, kernelDepth, tape: activeTape?.length ?? 0 };
  return JSON.stringify({ ...open, scopes: scopeStack.length, scope: activeScope?.name ?? '' });
}

export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that cannot be printed';
  }
}
