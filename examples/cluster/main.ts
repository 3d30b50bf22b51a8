import { print } from '../../support/print';
import { runProgram } from '../../support/userError';
import { mergeAll } from './mergeAll';
import { type Command, parseCommand, usage } from './options';
import { planAll } from './planAll';
import { runInThreads } from './runInThreads';
import { runOne } from './runOne';
import { tellStatus } from './tellStatus';
import { writeSample } from './writeSample';

await runProgram('cluster', async () => {
  const code = await follow(parseCommand(process.argv.slice(2)));
  if (code !== undefined) process.exitCode = code;
});

/** Gives an exit code where it is not 0. */
async function follow(command: Command): Promise<number | undefined> {
  switch (command.word) {
    case 'help':
      print(usage);
      return undefined;
    case 'plan':
      await planAll(command);
      return undefined;
    case 'run':
      if (command.shard === undefined) await runInThreads(command.folder, command.workers);
      else await runOne(command.folder, command.shard);
      return undefined;
    case 'status':
      return tellStatus(command.folder, command.missing);
    case 'merge':
      return mergeAll(command.folder);
    case 'queue':
    case 'work':
      return onQueue(command);
    case 'sample':
      await writeSample(command.out, command.images);
      return undefined;
  }
}

/** BullMQ is there for these alone: without it, a shard begins sooner. */
async function onQueue({ word, ...run }: Extract<Command, { word: 'queue' | 'work' }>) {
  const [{ stoppable }, { runQueue }, { runWork }] = await Promise.all([
    import('./queue/stoppable'),
    import('./queue/runQueue'),
    import('./queue/runWork'),
  ]);
  return stoppable((signal) => (word === 'queue' ? runQueue : runWork)({ ...run, signal }));
}
