// A process that loads the broken files whose numbers it is sent, one at a time, and sends back what came of each
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { rightFiles } from './rightFiles';
import { type Known, knownFrom, verdictOf } from './verdict';

await tf.setBackend('cpu');
// tf.js tells of many things that are wrong
console.warn = () => undefined;
const known: Known[] = [];
for (const right of rightFiles()) known.push(await knownFrom(right));

process.on('message', (index: number) => {
  const start = performance.now();
  const before = process.resourceUsage().maxRSS;
  verdictOf(known, index)
    .then((verdict) => {
      const milliseconds = performance.now() - start;
      const kilobytes = process.resourceUsage().maxRSS - before;
      process.send?.({ ...verdict, milliseconds, megabytes: kilobytes / 1024 });
    })
    .catch((error: Error) => {
      process.stderr.write(`fuzz itself: ${error.stack}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
