import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one line of totals and one line of what this machine could not run, and why. */
export default class LeftOutReporter implements Reporter {
  constructor(private readonly leftOut: readonly string[]) {}

  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // a file that cannot be imported has no tests, but it has failed
    const broken = modules.filter(
      (module) => module.state() === 'failed' && module.errors().length > 0,
    );
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const left = this.leftOut.length > 0 ? this.leftOut.join('; ') : 'nothing';
    process.stdout.write(`Left out on this machine: ${left}\n`);
    process.stdout.write(
      `${count('passed')} passed, ${count('failed') + broken.length} failed, ${count('skipped')} skipped\n`,
    );
  }
}
