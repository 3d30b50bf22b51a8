import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  stoppedAfterTraining,
  stoppedTraining,
  stoppedTrainings,
} from '../../examples/shared/stopped';
import { expectNoPaths } from '../../support/reportChecks';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string) => writeFileSync(at(name), '');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stopped-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('says of a training what its checkpoint keeps, and how to go on', () => {
  const said = (retrain = false) => stoppedTraining(at('a.model'), retrain);
  expect(said()).toMatch(/^stopped: nothing of this training is kept, .*; the same command begins anew$/); // biome-ignore format: one line
  write('a.model.checkpoint');
  const then = Date.now() / 1000 - 42;
  utimesSync(at('a.model.checkpoint'), then, then);
  expect(said()).toMatch(/kept as it was 4[234] seconds ago, .*; the same command goes on there$/);
  expect(said(true)).toMatch(/; without --retrain the same command goes on there$/);
  write('a.model');
  expect(said(true)).toMatch(/; the same command begins anew, and without --retrain takes the earlier model$/); // biome-ignore format: one line
  expectNoPaths(said());
  expect(stoppedAfterTraining(at('a.model'))).toMatch(/^stopped: the trained model is kept in .*a\.model; the same/); // biome-ignore format: one line
});

it('counts the trainings in threads that are kept', () => {
  const runs = [at('1.run'), at('2.run'), at('3.run')];
  const checkpoints = [at('1.checkpoint'), at('2.checkpoint')];
  const said = (retrain = false) => stoppedTrainings(runs, checkpoints, folder, retrain);
  expect(said()).toBe('stopped: no training is kept yet; the same command begins anew');
  write('1.run');
  expect(said()).toMatch(/^stopped: 1 of 3 trainings are kept, in /);
  write('2.checkpoint');
  expect(said()).toMatch(/^stopped: 1 of 3 trainings are kept, and checkpoints of 1 more, in .*; the same command goes on there$/); // biome-ignore format: one line
  expect(said(true)).toMatch(/; without --retrain the same command goes on there$/);
  expectNoPaths(said());
});
