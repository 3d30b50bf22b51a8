import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a TypeScript program with the project's settings; `onOutput` can stop it. */
export function runProgram(
  file: string,
  args: readonly string[] = [],
  onOutput: (text: string, stop: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio: 'pipe' });
    let [out, err] = ['', ''];
    const onData = (text: string) => onOutput(text, (signal) => child.kill(signal));
    child.stdout.on('data', (data) => {
      out += data;
      onData(String(data));
    });
    child.stderr.on('data', (data) => {
      err += data;
      onData(String(data));
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
