import { print } from '../../support/print';
import { runProgram } from '../../support/userError';
import { type Command, parseCommand, usage } from './options';
import { runOne } from './runOne';
import { tellStatus } from './tellStatus';

await runProgram('cluster', async () => {
  const code = await follow(parseCommand(process.argv.slice(2)));
  if (typeof code === 'number') process.exitCode = code;
});

/** Gives an exit code where a word has one of its own. What only one word needs is loaded for it, so that a shard begins soon. */
async function follow(command: Command): Promise<unknown> {
  switch (command.word) {
    case 'help':
      print(usage);
      return undefined;
    case 'plan':
      return (await import('./planAll')).planAll(command);
    case 'run': {
      const { folder, shard, workers } = command;
      if (shard !== undefined) return runOne(folder, shard);
      return (await import('./runInThreads')).runInThreads(folder, workers);
    }
    case 'status':
      return tellStatus(command.folder, command.missing);
    case 'merge':
      return (await import('./mergeAll')).mergeAll(command.folder);
    case 'queue':
    case 'work':
      return onQueue(command);
    case 'sample':
      return (await import('./writeSample')).writeSample(command.out, command.images);
  }
}

async function onQueue({ word, ...run }: Extract<Command, { word: 'queue' | 'work' }>) {
  const [{ stoppable }, { runQueue }, { runWork }] = await Promise.all([
    import('./queue/stoppable'),
    import('./queue/runQueue'),
    import('./queue/runWork'),
  ]);
  return stoppable((signal) => (word === 'queue' ? runQueue : runWork)({ ...run, signal }));
}
