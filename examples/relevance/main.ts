import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram, UserError } from '../../support/userError';
import { startWasm } from '../shared/startWasm';
import { stoppedWithNothing } from '../shared/stopped';
import { digitSubject } from './digits';
import { type Measurements, measure } from './measure';
import { oneLine } from './methods';
import { parseOptions, usage } from './options';
import { report } from './report';
import { userSubject } from './userSubject';

await runProgram('relevance', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  checkWritable(options.output);
  await startWasm();

  const { user } = options;
  ifStopped(() => stoppedWithNothing);
  const subject = user ? await userSubject(user) : await digitSubject(options.cache);
  const measurements = await measure(subject);
  summarise(measurements);
  writeWhole(options.output, await report(subject, measurements, user !== undefined));
  say(`page: ${shownPath(options.output)}`);
});

function summarise({ methods, control, leftOut }: Measurements): void {
  for (const { reason } of leftOut) say(`left out: ${reason}`);
  if (methods.length === 0) throw new UserError('no method applies to this model');
  say('');
  say(`${'method'.padEnd(22)}area, taken away   put in   ms per image`);
  for (const { name, flipping, insertion, millisecondsPerImage } of [...methods, control]) {
    const areas = `${flipping.area.toFixed(2).padStart(16)}${insertion.area.toFixed(2).padStart(9)}`;
    const time = name === control.name ? '' : millisecondsPerImage.toFixed(1);
    say(`${oneLine(name).padEnd(22)}${areas}${time.padStart(15)}`);
  }
  say('');
}
