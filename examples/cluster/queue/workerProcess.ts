import { once } from 'node:events';
import { killGroup } from './killGroup';
import { startWork, type WorkOptions } from './startWork';

/*
 * A worker, which startWorkers begins as the leader of a group, so that Ctrl-C does not reach it: the first message says
 * what for, and it stops when the channel is closed, as it is too where the process at the other end has died.
 */
process.on('SIGTERM', () => process.disconnect());
const gone = once(process, 'disconnect');
const [options] = (await once(process, 'message')) as [WorkOptions];
const work = startWork(options);
await gone;
await work.close();
killGroup(process.pid);
process.exit(0);
