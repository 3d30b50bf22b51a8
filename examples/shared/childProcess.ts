import { spawn } from 'node:child_process';
import { basename } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Bytes that a command may print: more than any picture of CIFAR-10. */
const MOST = 2 ** 28;

/** Runs a command until it ends, prints too much, or this process ends. Rejects where it cannot be started. */
export function runCommand(
  command: string,
  args: readonly string[],
  cwd = process.cwd(),
): Promise<Ended> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill();
  process.once('exit', kill);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  let left = MOST;
  child.stdout.on('data', (data: Buffer) => {
    left -= data.length;
    if (left < 0) kill();
    else out.push(data);
  });
  child.stderr.on('data', (data) => err.push(data));
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (left < 0) reject(new Error(`${command} prints more than ${MOST} bytes`));
      else resolve({ code, out: Buffer.concat(out), err: String(Buffer.concat(err)) });
    });
  }).finally(() => process.off('exit', kill));
}

/** The npm that runs this program, or else the one of the PATH, which Windows only finds through its shell. */
export function runNpm(args: readonly string[]): Promise<Ended> {
  const running = process.env['npm_execpath'];
  if (running && basename(running) === 'npm-cli.js') {
    return runCommand(process.execPath, [running, ...args]);
  }
  return process.platform === 'win32'
    ? runCommand('cmd', ['/d', '/s', '/c', 'npm', ...args])
    : runCommand('npm', args);
}
