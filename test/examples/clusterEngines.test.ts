import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from 'kubernetes-models/batch/v1';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { kubernetesJob } from '../../examples/cluster/engines/kubernetesJob';
import { shellQuoted } from '../../examples/cluster/engines/shellQuoted';
import { submitFiles } from '../../examples/cluster/engines/submitFiles';
import type { SubmitOptions } from '../../examples/cluster/engines/submitOptions';
import { writeSubmitFiles } from '../../examples/cluster/engines/writeSubmitFiles';
import { lacking } from '../helpers/lacking';
import { oneNodeSlurm } from '../helpers/oneNodeSlurm';

const odd = `o d'd "q" 50% $(touch x) \`y\` #1 -- é`;
let root: string;
let folder: string;
let checkout: string;

/**
 * Stands for Node and the program: keeps what it was asked, and does with each try of a shard what its line of `fate`
 * says. A shard without a fate is done.
 */
const standIn = `#!/usr/bin/env bash
[ "$1 $2 $3 $5" = '--import tsx examples/cluster/main.ts --in' ] && [ -e here ] || exit 99
folder=$6
case $4 in
  run)
    [ "$7" = --shard ] || exit 99
    echo "$8" >>"$folder/begun"
    eval "$(sed -n "s/^$8 $(grep -cx "$8" "$folder/begun") //p" "$folder/fate")"
    touch "$folder/shards/$8"
    ;;
  *)
    code=0
    for shard in $(seq 0 $(($(cat "$folder/count") - 1))); do
      [ -e "$folder/shards/$shard" ] || { echo "$shard"; code=3; }
    done
    echo "$4 $7 ends with $code" >>"$folder/asked"
    exit "$code"
    ;;
esac
`;

const options = (shards: number): SubmitOptions => ({
  folder,
  shards,
  checkout,
  node: join(root, 'node'),
  memoryMiB: 100,
  minutes: 1,
});

async function plan(shards: number, fate: readonly string[]): Promise<void> {
  await writeSubmitFiles(options(shards));
  writeFileSync(join(folder, 'count'), `${shards}`);
  writeFileSync(join(folder, 'fate'), `${fate.join('\n')}\n`);
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const done = () => readdirSync(join(folder, 'shards')).sort();
const begun = () => read('begun').trim().split('\n').sort();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'engines-'));
  folder = join(root, odd);
  checkout = join(root, `check out's`);
  for (const name of [checkout, join(folder, 'shards')]) mkdirSync(name, { recursive: true });
  writeFileSync(join(checkout, 'here'), '');
  writeFileSync(join(root, 'node'), standIn, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true }));

const until = (holds: () => boolean, timeout: number) =>
  vi.waitUntil(holds, { timeout, interval: 200 });

const bash = (command: string, env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd: join(folder, 'submit'),
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
};

describe('scripts', () => {
  it('are ones that bash reads, and shellcheck has nothing against', async (test) => {
    for (const shards of [1, 1001, 1002, 2500]) {
      await plan(shards, []);
      const scripts = Object.keys(submitFiles(options(shards))).filter((f) => f.endsWith('.sh'));
      expect(scripts).toEqual(['cluster.sh', 'parallel.sh', 'slurm.sh']);
      for (const name of scripts) expect(bash(`bash -n ${name}`)).toEqual({ code: 0, out: '', err: '' }); // biome-ignore format: one line
      const lack = lacking('shellcheck');
      if (lack) test.skip(lack);
      // 2016: a folder whose name looks like a command
      expect(bash(`shellcheck --exclude=2016 ${scripts.join(' ')}`)).toEqual({ code: 0, out: '', err: '' }); // biome-ignore format: one line
    }
  });

  it('hand words and folder to the program as they are', async () => {
    await plan(3, []);
    expect(bash('bash cluster.sh run --shard 1')).toEqual({ code: 0, out: '', err: '' });
    expect(bash('./cluster.sh status --missing')).toEqual({ code: 3, out: '0\n2\n', err: '' });
    expect(read('asked')).toBe('status --missing ends with 3\n');
    expect(existsSync(join(folder, 'submit', 'x'))).toBe(false);
    for (const text of ['', "'", "''", 'a\nb', '\\', '$x "', "\\'"]) {
      expect(bash(`printf %s ${shellQuoted(text)}`).out).toBe(text);
    }
  });

  it('give the reason where an engine cannot take the folder', () => {
    const files = (of: string) => submitFiles({ ...options(2), folder: of });
    expect(files('/a\\b')['slurm.txt']).toMatch(
      /^Slurm writes no log to a path that .*: \/a\\b\n$/,
    );
    expect(files('/a:b')['kubernetes.txt']).toBe('Kubernetes mounts no path that holds a colon: /a:b\n'); // biome-ignore format: one line
    expect(Object.keys(files('/a:b'))).toContain('slurm.sh');
  });
});

describe('GNU parallel', () => {
  const lack = lacking('parallel');

  it('tries shards again, goes on where it stopped, and merges', async (test) => {
    if (lack) test.skip(lack);
    // 0 is wrong for ever, 1 is killed once, 2 asks for another try thrice
    await plan(5, ['0 1 exit 1', '1 1 kill -9 $$', ...[1, 2, 3].map((n) => `2 ${n} exit 75`)]);
    const env = { JOBS: '2', WAIT: '0' };
    const first = bash('bash parallel.sh', env);
    expect(first).toMatchObject({ code: 3, out: '0\n2\n' });
    expect(done()).toEqual(['1', '3', '4']);
    expect(begun()).toEqual(['0', '1', '1', '2', '2', '2', '3', '4']);
    const tries = read('logs/tries.log')
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /, ''));
    expect(tries.toSorted()).toEqual([
      'shard 0: try 1 ended with exit code 1',
      'shard 1: try 1 ended with exit code 137',
      'shard 2: try 1 ended with exit code 75',
      'shard 2: try 2 ended with exit code 75',
      'shard 2: try 3 ended with exit code 75',
    ]);
    for (const line of tries) expect(first.err).toContain(line);
    // the mistake is mended; 3 is lost meanwhile, which the log of parallel cannot know
    rmSync(join(folder, 'shards', '3'));
    expect(bash('bash parallel.sh', env)).toMatchObject({ code: 3, out: '3\n' });
    rmSync(join(folder, 'logs', 'parallel.log'));
    expect(bash('bash parallel.sh', env)).toEqual({ code: 0, out: '', err: '' });
    expect(read('asked').trim().split('\n').at(-1)).toBe('merge  ends with 0');
  });

  it('stops its shards when it is told to, and does not merge', async (test) => {
    if (lack) test.skip(lack);
    await plan(3, ['0 1 trap "touch stopped; exit 143" TERM; touch started; sleep 60 & wait']);
    const child = spawn('bash', ['parallel.sh'], {
      cwd: join(folder, 'submit'),
      env: { ...process.env, JOBS: '1' },
      stdio: 'ignore',
    });
    await until(() => existsSync(join(checkout, 'started')), 10_000);
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(143);
    expect(existsSync(join(checkout, 'stopped'))).toBe(true);
    expect(begun()).toEqual(['0']);
    expect(existsSync(join(folder, 'asked'))).toBe(false);
    expect(bash('bash parallel.sh').code).toBe(0);
    expect(begun()).toEqual(['0', '0', '1', '2']);
  });

  it('begins anew with a new plan', async (test) => {
    if (lack) test.skip(lack);
    await plan(1, []);
    expect(bash('bash parallel.sh').code).toBe(0);
    await plan(2, []);
    expect(bash('bash parallel.sh').code).toBe(0);
    expect(begun()).toEqual(['0', '0', '1']);
  });
});

describe('Kubernetes', () => {
  const file = () => submitFiles(options(20))['kubernetes.yaml']!;

  it('gets a Job of its schema', () => {
    const job = kubernetesJob(options(20));
    new Job(job).validate();
    expect(() => new Job({ ...job, spec: { ...job.spec!, completions: '20' as never } }).validate()).toThrow(); // biome-ignore format: one line
    // of YAML 1.1, as Kubernetes reads it
    expect(parse(file(), { version: '1.1' })).toEqual(job);
  });

  it('gets paths that it neither expands nor mounts twice', () => {
    const within = {
      folder: '/on/runs $(A) $B',
      checkout: '/yes',
      reads: ['/on', '/yes', '/a.tar'],
    };
    const given = { ...options(3), ...within };
    const text = submitFiles(given)['kubernetes.yaml']!;
    const [container] = parse(text, { version: '1.1' }).spec.template.spec.containers;
    expect(container.args).toEqual([
      '--in',
      '/on/runs $$(A) $$B',
      '--shard',
      '$(JOB_COMPLETION_INDEX)',
    ]);
    expect(container.volumeMounts).toEqual(
      ['yes', 'on', 'a.tar'].map((subPath) => ({
        name: 'cluster',
        mountPath: `/${subPath}`,
        subPath,
      })),
    );
  });

  it('has a field for all that the file says', async (test) => {
    const lack = lacking('kubectl');
    if (lack) test.skip(lack);
    await plan(20, []);
    // the one form that needs no server and leaves out what a Job has not
    const { out } = bash('kubectl set env --local --filename kubernetes.yaml --output json A=B');
    const { spec } = JSON.parse(out);
    const { env, ...container } = spec.template.spec.containers[0];
    expect(env).toEqual([{ name: 'A', value: 'B' }]);
    const job = kubernetesJob(options(20));
    expect({ ...spec.template.spec, containers: [container] }).toEqual(job.spec!.template.spec);
    expect({ ...spec, template: 0 }).toEqual({ ...job.spec, template: 0 });
  });
});

/** The commands of a script's comment, without the lines before and after. */
const commandsOf = (script: string) =>
  [...script.matchAll(/^# {3}(\S.*)$/gm)].map((match) => match[1]!);

describe('Slurm', { tags: 'slow', timeout: 90_000 }, () => {
  it('runs the array, puts back what may go well, and merges after it', async (test) => {
    const slurm = await oneNodeSlurm();
    if (typeof slurm === 'string') return test.skip(slurm);
    try {
      await inSlurm(slurm.env);
    } finally {
      await slurm.stop();
    }
  });

  async function inSlurm(env: Readonly<Record<string, string>>): Promise<void> {
    await plan(6, [
      '1 1 exit 1',
      '2 1 exit 75',
      '3 1 kill -9 $$',
      '4 1 trap "touch stopped; exit 143" TERM; touch started; sleep 60 & wait',
      ...[1, 2, 3].map((n) => `5 ${n} exit 75`),
    ]);
    const [submit, merge, again] = commandsOf(read('submit/slurm.sh'));
    expect(bash('sbatch --test-only slurm.sh', env)).toMatchObject({ code: 0 });
    const { out: id } = bash(`${submit}; printf %s "$job"; ${merge}`, env);
    const job = id.match(/^\d+/)![0];
    const startSooner = sooner(env);
    let stopped = false;
    await until(() => {
      if (!stopped && existsSync(join(checkout, 'started'))) {
        bash(`scancel --full --signal=TERM ${job}_4`, env);
        stopped = true;
      }
      for (const task of [2, 3, 5]) startSooner(`${job}_${task}`);
      return existsSync(join(folder, 'asked'));
    }, 40_000);
    expect(existsSync(join(checkout, 'stopped'))).toBe(true);
    expect(read('asked')).toBe('merge  ends with 3\n');
    expect(read('logs/merge.log')).toBe('1\n4\n5\n');
    expect(begun().join('')).toBe('0122334555');
    const failed = bash(`grep -h 'ended with' ../logs/*.log`).out.replaceAll(/^\S+ /gm, '');
    expect(failed.trim().split('\n').toSorted()).toEqual([
      'shard 1: try 1 ended with exit code 1',
      'shard 2: try 1 ended with exit code 75',
      'shard 3: try 1 ended with exit code 137',
      'shard 4: try 1 ended with exit code 143',
      'shard 5: try 1 ended with exit code 75',
      'shard 5: try 2 ended with exit code 75',
      'shard 5: try 3 ended with exit code 75',
    ]);
    expect(bash(`${again}; ${merge}`, env).code).toBe(0);
    await until(() => read('asked').endsWith('merge  ends with 0\n'), 20_000);
    expect(begun().join('')).toBe('0112233445555');
  }

  /** Has a task start that was put back, seconds later rather than two minutes: a node refuses what it has just killed. */
  function sooner(env: Readonly<Record<string, string>>): (task: string) => void {
    const times = new Map<string, number>();
    return (task) => {
      const log = join('logs', `${task}.log`);
      const tries = existsSync(join(folder, log)) ? read(log).split(' ended with ').length - 1 : 0;
      const key = `${task} ${tries}`;
      if (tries === 0) return;
      if (!times.has(key)) times.set(key, Date.now() + 2500);
      if (times.get(key)! > Date.now()) return;
      times.set(key, Number.POSITIVE_INFINITY);
      bash(`scontrol update JobId=${task} StartTime=now`, env);
    };
  }
});
