import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { expect } from 'vitest';

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

const inNode = (file: string, args: readonly string[]) => ['--import', 'tsx', file, ...args];

/** Runs a TypeScript program with the project's settings, until it has printed `interruptAfter` and gets a signal. */
export function runProgram(
  file: string,
  args: readonly string[] = [],
  interruptAfter?: RegExp,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
): Promise<Ended> {
  const child = spawn(process.execPath, inNode(file, args), { stdio: 'pipe' });
  if (interruptAfter) oncePrinted(child, interruptAfter, () => child.kill(signal));
  return ended(child);
}

/** One line on stderr, exit code 1. */
export async function expectComplaint(
  file: string,
  args: readonly string[],
  message: RegExp,
): Promise<void> {
  const { code, err } = await runProgram(file, args);
  expect(err).toMatch(message);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
}

/** Whether this machine has the `script` of util-linux, which runs a command in a terminal of its own. */
export const hasTerminal = String(spawnSync('script', ['--version']).stdout).includes('util-linux');

/** The same in a terminal, where Ctrl-C is typed; `out` is all that the terminal has got. */
export function runInTerminal(
  file: string,
  args: readonly string[],
  interruptAfter: RegExp,
): Promise<Ended> {
  const words = [process.execPath, ...inNode(file, args)].map((word) => `'${word}'`);
  const child = spawn('script', ['-qec', words.join(' '), '/dev/null'], { stdio: 'pipe' });
  oncePrinted(child, interruptAfter, () => child.stdin.write('\x03'));
  return ended(child);
}

function oncePrinted(child: ChildProcess, pattern: RegExp, act: () => void): void {
  let [text, done] = ['', false];
  const listen = (data: unknown) => {
    text += data;
    if (done || !pattern.test(text)) return;
    done = true;
    act();
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
}

function ended(child: ChildProcess): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data) => {
    out += data;
  });
  child.stderr?.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
