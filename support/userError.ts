/** A mistake that the user can mend: shown as one line, without a stack. */
export class UserError extends Error {}

/** Runs a program; a UserError ends it with one line and exit code 1, Ctrl-C with 130. */
export async function runProgram(name: string, main: () => Promise<void>): Promise<void> {
  finishWritesOnInterrupt();
  await withUserErrors(name, main);
}

/**
 * From now on a write in progress is finished before Ctrl-C ends the process; so is any other work that does not
 * let go of the thread.
 */
export function finishWritesOnInterrupt(): void {
  process.once('SIGINT', () => process.exit(130));
}

export async function withUserErrors(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
