// The pictures of the guides, docs/guides/pictures: npm run pictures [-- name…], all or those whose names begin so
import { join } from 'node:path';
import { writeWhole } from '../../support/files';
import { say } from '../../support/print';
import { runProgram, UserError } from '../../support/userError';
import { border } from './border';
import { derivatives } from './derivatives';
import { frequencies } from './frequencies';
import { kernels } from './kernels';
import type { Picture } from './picture';
import { randomWeights } from './randomWeights';
import { relevanceMethods } from './relevanceMethods';
import { startTensors } from './startTensors';
import { threeNetworks } from './threeNetworks';

/** All pictures: a new one is its file here, and its name in this list. */
const pictures: readonly Picture[] = [
  ...threeNetworks,
  border,
  derivatives,
  relevanceMethods,
  randomWeights,
  ...kernels,
  frequencies,
];

/** What a picture of a guide may take, in bytes. */
const MOST = 60_000;

await runProgram('pictures', async () => {
  const wanted = process.argv.slice(2);
  const isWanted = ({ name }: Picture) =>
    wanted.length === 0 || wanted.some((begin) => name.startsWith(begin));
  const chosen = pictures.filter(isWanted);
  if (chosen.length === 0) throw new UserError(`no picture's name begins with ${wanted}`);
  await startTensors();
  for (const { name, make } of chosen) {
    const content = await make();
    const size = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
    if (size > MOST) throw new UserError(`${name} takes ${size} bytes, more than ${MOST}`);
    writeWhole(join('docs/guides/pictures', name), content);
    say(`${name}: ${size} bytes`);
  }
});
