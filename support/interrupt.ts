import { complain } from './print';

let told: (() => string) | undefined;

/** From now on Ctrl-C says this before it ends the program: what is kept, and how to go on. */
export function ifStopped(tell: () => string): void {
  told = tell;
}

/**
 * From now on a write in progress is finished before Ctrl-C ends the process; so is any other work that does not
 * let go of the thread.
 */
export function finishWritesOnInterrupt(): void {
  process.once('SIGINT', () => {
    // in the end: first a progress bar gives the terminal its line back
    process.once('exit', () => {
      if (told) complain(told());
    });
    process.exit(130);
  });
}
