import { print } from '../../support/print';
import { runProgram } from '../../support/userError';
import { mergeAll } from './mergeAll';
import { type Command, parseCommand, usage } from './options';
import { planAll } from './planAll';
import { runQueue } from './queue/runQueue';
import { runWork } from './queue/runWork';
import { stoppable } from './queue/stoppable';
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
      return stoppable((signal) => runQueue({ ...command, signal }));
    case 'work':
      return stoppable((signal) => runWork({ ...command, signal }));
    case 'sample':
      await writeSample(command.out, command.images);
      return undefined;
  }
}
