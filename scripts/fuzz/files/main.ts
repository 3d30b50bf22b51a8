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
  const child = watched();
  let isFine = true;
  for (let index = from; index < from + count; index++) {
    const { kind, ended, fault } = judged(await child.answerTo(index));
    const own = counts.get(kind) ?? new Map<string, number>();
    const before = own.get(ended) ?? 0;
    counts.set(kind, own.set(ended, before + 1));
    if (fault !== undefined && before < SHOWN) say(`file ${index}: ${fault}`);
    isFine &&= fault === undefined;
  }
  child.stop();
  say(tableOf(counts));
  return isFine;
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

/** A process that answers, started anew where it has not. */
function watched() {
  let child: ChildProcess | undefined;
  const stop = () => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const ask = async (index: number): Promise<Answer> => {
    child ??= await started();
    const answer = next(child, PATIENCE);
    child.send(index);
    return answer;
  };
  const answerTo = async (index: number): Promise<Answer> => {
    const first = await ask(index);
    const isSlow = typeof first === 'object' && first.milliseconds > MILLISECONDS;
    const answer = isSlow ? await ask(index) : first;
    if (typeof answer === 'string') stop();
    return answer;
  };
  return { answerTo, stop };
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
