// Loads models from files that have been broken, and fails where anything but a right model or a clear error comes of it
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram, UserError } from '../../../support/userError';
import { endings, type Verdict } from './verdict';

/** What a file may take. */
const MILLISECONDS = 1000;
const MEGABYTES = 200;
/** On a busy machine more time passes than is used: a file that takes too long has a second chance. */
const PATIENCE = 10 * MILLISECONDS;
const START = 120_000;
/** Of each kind of file and of fault. */
const SHOWN = 3;

const usage = `npm run fuzz:load -- [options]

  --files n      so many broken files; by default 1000
  --first n      the number of the first of them; by default 0
`;

const say = (text: string) => process.stdout.write(`${text}\n`);

interface Measured extends Verdict {
  readonly milliseconds: number;
  readonly megabytes: number;
}

type Answer = Measured | 'ready' | 'late' | 'ended';

await runProgram('fuzz:load', async () => {
  const { files, first, help } = parseArgs({
    options: {
      files: { type: 'string', default: '1000' },
      first: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  }).values;
  if (help) {
    say(usage);
    return;
  }
  const [count, from] = [files, first].map(Number) as [number, number];
  if (![count, from].every((one) => Number.isSafeInteger(one) && one >= 0))
    throw new UserError('--files and --first must be whole numbers');
  process.exitCode = (await tried(from, count)) ? 0 : 1;
});

/** Whether all is well. */
async function tried(from: number, count: number): Promise<boolean> {
  const counts = new Map<string, Map<string, number>>();
  let child: ChildProcess | undefined;
  let faults = 0;
  for (let index = from; index < from + count; index++) {
    child ??= await started();
    let answer = await answerTo(child, index);
    const isSlow = typeof answer === 'object' && answer.milliseconds > MILLISECONDS;
    if (isSlow) answer = await answerTo(child, index);
    const { kind, ended, fault } = judged(answer);
    if (typeof answer === 'string') {
      child.kill('SIGKILL');
      child = undefined;
    }
    const own = counts.get(kind) ?? new Map<string, number>();
    counts.set(kind, own.set(ended, (own.get(ended) ?? 0) + 1));
    if (fault === undefined) continue;
    faults += 1;
    if ((own.get(ended) ?? 0) <= SHOWN) say(`file ${index}: ${fault}`);
  }
  child?.kill('SIGKILL');
  say(tableOf(counts));
  return faults === 0;
}

function judged(answer: Answer): { kind: string; ended: string; fault?: string } {
  if (typeof answer === 'string')
    return { kind: '-', ended: answer, fault: answer === 'late' ? 'hang' : 'crash' };
  const { kind, change, ended, message, milliseconds, megabytes } = answer;
  const isWrong = endings.indexOf(ended) > 3;
  const told = `${kind}, ${change}: ${ended} ${message.slice(0, 300)}`;
  if (isWrong) return { kind, ended, fault: told };
  if (milliseconds > MILLISECONDS)
    return { kind, ended: 'slow', fault: `${milliseconds.toFixed()} ms: ${told}` };
  if (megabytes > MEGABYTES)
    return { kind, ended: 'large', fault: `${megabytes.toFixed()} MB: ${told}` };
  return { kind, ended };
}

async function started(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'child.ts'), [], {
    execArgv: ['--import', 'tsx', '--max-old-space-size=2048'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = await next(child, START);
  if (answer !== 'ready') throw new Error(`no child: ${answer}`);
  return child;
}

function answerTo(child: ChildProcess, index: number): Promise<Answer> {
  const answer = next(child, PATIENCE);
  child.send(index);
  return answer;
}

/** What the child sends next. */
function next(child: ChildProcess, patience: number): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (answer: Answer) => {
      clearTimeout(timer);
      child.off('message', done);
      child.off('exit', ended);
      resolve(answer);
    };
    const ended = () => done('ended');
    const timer = setTimeout(() => done('late'), patience);
    child.on('message', done);
    child.on('exit', ended);
  });
}

function tableOf(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const columns = [...endings, 'slow', 'large', 'late', 'ended'];
  const rows = [...counts].map(([kind, own]) => [kind, ...columns.map((one) => own.get(one) ?? 0)]);
  const head = ['file', ...columns];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
