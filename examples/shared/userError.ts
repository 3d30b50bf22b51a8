/** A mistake that the user can mend: shown as one line, without a stack. */
export class UserError extends Error {}

/** Runs a program; a UserError ends it with one line and exit code 1, Ctrl-C with 130. */
export async function runProgram(name: string, main: () => Promise<void>): Promise<void> {
  // With a handler in place, a write in progress is finished before the process ends.
  process.once('SIGINT', () => process.exit(130));
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
