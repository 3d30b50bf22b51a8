import { format, inspect } from 'node:util';
import { finishWritesOnInterrupt } from './interrupt';
import { complain, print } from './print';

/** A mistake that the user can mend: shown as one line, without a stack. */
export class UserError extends Error {
  readonly exitCode: number = 1;
}

/** What may go well when it is tried again, as a full disk or a server that is down: EX_TEMPFAIL of sysexits.h. */
export class TryAgain extends UserError {
  override readonly exitCode = 75;
}

/** Runs a program; a UserError ends it with one line and its exit code, Ctrl-C with 130, SIGTERM with 143. */
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
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
    if (error instanceof UserError) complain(`${name}: ${error.message}`);
    else print(`${inspect(error)}\n`, process.stderr);
  }
}
