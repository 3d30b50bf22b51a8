import { format, inspect } from 'node:util';
import { finishWritesOnInterrupt } from './interrupt';
import { complain, print } from './print';

/** A mistake that the user can mend: shown as one line, without a stack. */
export class UserError extends Error {}

/** Runs a program; a UserError ends it with one line and exit code 1, Ctrl-C with 130. */
export async function runProgram(name: string, main: () => Promise<void>): Promise<void> {
  finishWritesOnInterrupt();
  // the warnings of tf.js hold names of layers
  console.warn = (...parts: unknown[]) => complain(format(...parts));
  await withUserErrors(name, main);
}

/** Any other error ends the program with its stack, but without the line of source that Node shows: all of tf.js is one. */
export async function withUserErrors(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof UserError) complain(`${name}: ${error.message}`);
    else print(`${inspect(error)}\n`, process.stderr);
  }
}
