import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { QueueRun } from '../../examples/cluster/queue/runQueue';
import type { ActedPlan } from './clusterFiles';

/** A folder with a plan whose shards do as they are told. */
export function actedFolder(plan: ActedPlan): string {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  const images = { names: [], sizes: [], offsets: [] };
  const read = { version: 1, task: 'confusionMatrix', job: {}, size: 1, images };
  writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...read, ...plan }));
  return folder;
}

/** What a shard has noted: that it begins or ends, and the processes of child and worker. */
export interface Note {
  readonly what: 'begin' | 'end';
  readonly shard: number;
  readonly child: number;
  readonly worker: number;
}

export function notesOf(folder: string): Note[] {
  const file = join(folder, 'notes');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [what, ...numbers] = line.split(' ');
    const [shard = 0, child = 0, worker = 0] = numbers.map(Number);
    return { what: what as Note['what'], shard, child, worker };
  });
}

export const begun = (folder: string): Note[] =>
  notesOf(folder).filter(({ what }) => what === 'begin');

export interface ActedRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** Runs actedQueue.ts. */
export function actedRun(run: QueueRun, env: NodeJS.ProcessEnv = {}): ActedRun {
  const file = join(import.meta.dirname, 'actedQueue.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, JSON.stringify(run)], {
    env: { ...process.env, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) =>
      resolve({ code, out, err: err.replace(/^(computing .*)?\n/gm, '') }),
    );
  });
  return { child, ended };
}

/** Waits until something holds, at most half a minute. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !holds(); await delay(50)) {
    if (Date.now() > end) throw new Error(`it did not come true within two minutes: ${holds}`);
  }
}

/** Whether a process runs: one that has ended and that nobody has asked for counts as ended. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
