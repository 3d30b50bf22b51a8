// A process that makes the calls that it is sent, one at a time, and sends back what came of each
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-layers';
import { callOf } from './call';
import { canary } from './canary';
import type { Signatures } from './declared';
import { makeCall } from './makeCall';
import type { SubjectModule } from './subject';

const [module = '', backend = ''] = process.argv.slice(2);
tf.enableProdMode();
await tf.setBackend(backend);
const subjects = ((await import(module)) as SubjectModule).subjects();
const isAlive = canary();
let signatures: Signatures = {};

let rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));
process.on('uncaughtException', (error) => rejections.push(error));
const watch = {
  isAlive,
  unhandled: () => {
    const since = rejections;
    rejections = [];
    return since;
  },
};

async function answer(text: string): Promise<void> {
  const call = callOf(text);
  const subject = subjects.get(call.name);
  if (!subject) throw new Error(`there is no right call of ${call.name}`);
  process.send?.(await makeCall(subject, call, signatures[call.name] ?? [], watch));
}

/** On a mistake of this program, not of what it calls. */
function giveUp(error: unknown): never {
  process.stderr.write(`fuzz itself: ${error instanceof Error ? error.stack : 'an error'}\n`);
  process.exit(1);
}

process.on('message', (message: string | { readonly signatures: Signatures }) => {
  if (typeof message === 'string') answer(message).catch(giveUp);
  else signatures = message.signatures;
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
