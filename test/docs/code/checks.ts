import * as tf from '@tensorflow/tfjs-core';
import { differenceFrom, readWritten } from './written';

/** What became of one program: which of its blocks ended, and where it did not give what it says. */
export interface Course {
  readonly ended: number[];
  readonly checked: number[];
  readonly wrong: string[];
}

const courses = new Map<string, Course>();

export function courseOf(name: string): Course {
  const course = courses.get(name) ?? { ended: [], checked: [], wrong: [] };
  courses.set(name, course);
  return course;
}

/** Tensors as nested arrays, within lists and records, too. */
async function read(value: unknown): Promise<unknown> {
  if (value instanceof tf.Tensor) return value.array();
  if (Array.isArray(value)) return Promise.all(value.map(read));
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = Object.entries(value).map(async ([name, one]) => [name, await read(one)] as const);
  return Object.fromEntries(await Promise.all(fields));
}

/** What a program that is run calls where its documentation says a value, and where a block ends. */
export function watch(name: string, file: string) {
  const { ended, checked, wrong } = courseOf(name);
  const note = (line: number, what: string | undefined) => {
    checked.push(line);
    if (what) wrong.push(`${file}:${line}: ${what}`);
  };
  return {
    async is(line: number, written: string, value: unknown) {
      let difference: string | undefined;
      try {
        difference = differenceFrom(readWritten(written), await read(await value));
      } catch (error) {
        difference = (error as Error).message;
      }
      note(line, difference);
    },
    async throws(line: number, written: string, act: () => unknown) {
      try {
        await act();
        note(line, `throws nothing, not ${written}`);
      } catch (error) {
        const { message } = error as Error;
        const isSo = message.startsWith(written.replace(/\s*…$/, ''));
        note(line, isSo ? undefined : `throws "${message}", not "${written}"`);
      }
    },
    end: (block: number) => {
      ended.push(block);
    },
    /** Documentation may print; the test has no need of it. */
    console: { log() {}, table() {}, warn() {}, error() {}, info() {} },
  };
}
