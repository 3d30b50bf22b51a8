import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lacking } from './lacking';

export interface Slurm {
  /** What the programs of Slurm need to find this one. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts a Slurm of one node with two cores in a folder of its own: own key, own sockets, own ports, on the loopback
 * alone. The reason where that does not work.
 */
export async function oneNodeSlurm(): Promise<Slurm | string> {
  const lack = lacking('munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'scancel');
  if (lack) return lack;
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  const node = hostname().split('.')[0]!;
  writeFiles(folder, configuration(folder, node, await freePort(), await freePort()));
  const env = { SLURM_CONF: join(folder, 'slurm.conf') };
  const daemons: ChildProcess[] = [];
  const stop = async () => {
    spawnSync('scancel', ['--user', userInfo().username], { env: { ...process.env, ...env } });
    for (const daemon of daemons.toReversed()) await ended(daemon);
    rmSync(folder, { recursive: true });
  };
  const start = (program: string, ...args: string[]) =>
    daemons.push(spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' }));
  const at = (name: string) => join(folder, 'munge', name);
  start(
    'munged',
    '--foreground',
    ...['socket', 'key-file', 'pid-file', 'seed-file', 'log-file'].map((f) => `--${f}=${at(f)}`),
  );
  start('slurmctld', '-D');
  start('slurmd', '-D', '-N', node);
  if (await isIdle(env, daemons)) return { env, stop };
  const log = lastLines(join(folder, 'slurmctld.log')) + lastLines(join(folder, 'slurmd.log'));
  await stop();
  return `Slurm does not start here: ${log}`;
}

function writeFiles(folder: string, conf: string): void {
  for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755); // munged refuses a socket where others cannot go
  writeFileSync(join(folder, 'munge', 'key-file'), randomBytes(128), { mode: 0o400 });
  writeFileSync(join(folder, 'slurm.conf'), conf);
}

const configuration = (folder: string, node: string, control: number, daemon: number) => `
ClusterName=tiny
SlurmctldHost=${node}(127.0.0.1)
SlurmUser=${userInfo().username}
SlurmdUser=${userInfo().username}
SlurmctldPort=${control}
SlurmdPort=${daemon}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CommunicationParameters=NoInAddrAny
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0
KillWait=5
NodeName=${node} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;

/** Waits until the node is there, a daemon has ended, or time is over. */
async function isIdle(env: Slurm['env'], daemons: readonly ChildProcess[]): Promise<boolean> {
  const options = { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 2000 } as const;
  const end = Date.now() + 15_000;
  while (Date.now() < end && daemons.every((daemon) => daemon.exitCode === null)) {
    await sleep(250);
    if (spawnSync('sinfo', ['-h', '-o', '%T'], options).stdout?.trim() === 'idle') return true;
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await closed;
  clearTimeout(late);
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' ');
  } catch {
    return 'no log';
  }
}
