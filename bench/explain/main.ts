// Measures which method finds what matters to models, most of them of other people, and prints the tables of
// docs/guides/choosing-a-method.md: npm run bench:explain -- FOLDER

import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';
import { complain, print } from '../../support/print';
import { runProgram, UserError } from '../../support/userError';
import { candidates } from './candidates';
import { imageSubjects } from './imageSubjects';
import { type Scored, score } from './score';
import { spectraSubjects } from './spectraSubjects';
import { worthTable } from './tables';

await runProgram('bench:explain', async () => {
  const [data, ...others] = process.argv.slice(2);
  if (data === undefined || others.length > 0) {
    throw new UserError('npm run bench:explain -- FOLDER takes the folder of models and images');
  }
  tf.enableProdMode();
  registerWasmKernels();
  await tf.setBackend('wasm');
  const all: Scored[] = [];
  for (const subjectsOf of [imageSubjects, spectraSubjects]) {
    for (const subject of await subjectsOf(data)) {
      for (const candidate of candidates) {
        const scored = await score(subject, candidate);
        complain(`${subject.name}, ${candidate.name}: ${scored ? told(scored) : 'does not apply'}`);
        if (scored) all.push(scored);
      }
    }
  }
  print(`${worthTable(all, ['images'])}\n${worthTable(all, ['signals', 'rows'])}`);
});

function told({ areas, millisecondsPerInput }: Scored): string {
  const numbers = Object.values(areas).flatMap(({ deletion, insertion }) => [deletion, insertion]);
  const time = `${millisecondsPerInput.toFixed(1)} ms an input`;
  return [...numbers.map((area) => area.toFixed(4)), time].join(', ');
}
