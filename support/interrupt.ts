import { complain } from './print';

let told: (() => string) | undefined;

/** From now on Ctrl-C or SIGTERM says this before it ends the program: what is kept, and how to go on. */
export function ifStopped(tell: () => string): void {
  told = tell;
}

/** Ctrl-C, and what schedulers send before they kill; a shell adds 128 to the number of a signal. */
const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * From now on a write in progress is finished before Ctrl-C or SIGTERM ends the process; so is any other work that does
 * not let go of the thread.
 */
export function finishWritesOnInterrupt(): void {
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => {
      // in the end: first a progress bar gives the terminal its line back
      process.once('exit', () => {
        if (told) complain(told());
      });
      process.exit(code);
    });
  }
}
