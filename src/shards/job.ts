import { check, checkKind, reading } from '../internal/check';
import { object, oneOf, text } from '../internal/kinds';
import { shown } from '../internal/shown';
import { type Measure, measureNames } from './measures';

/** What JSON carries. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object of JSON; what is undefined is left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

/** What is computed of every image of a data set. Results of different jobs do not merge. */
export interface ShardJob<M extends Measure = Measure> {
  /** What is found: which function's answer a shard holds. */
  readonly measure: M;
  /** The fingerprint of the model: see {@link modelFingerprint}, or any text that says which one it is. */
  readonly model: string;
  /** A fingerprint of the data set, if there is one: any text. Default: ''. */
  readonly data?: string | undefined;
  /** All that decides the numbers, as the options of the function: `{ tolerance: 0.3 }`. Default: {}. */
  readonly options?: JsonObject | undefined;
}

/** A job with nothing left out, its options in the order of their names. */
export interface WholeJob<M extends Measure = Measure> {
  /** As in {@link ShardJob}, and so are the others. */
  readonly measure: M;
  /** The fingerprint of the model. */
  readonly model: string;
  /** The fingerprint of the data set, or ''. */
  readonly data: string;
  /** All that decides the numbers. */
  readonly options: JsonObject;
}

/** A copy as plain data. Refuses what is no job. */
export function checkedJob<M extends Measure>(name: string, job: ShardJob<M>): WholeJob<M> {
  return reading(name, () => {
    checkKind(name, job, object);
    const { measure, model, data = '', options = {} } = job;
    checkKind(`measure of ${name}`, measure, oneOf(...measureNames));
    checkKind(`model of ${name}`, model, text);
    checkKind(`data of ${name}`, data, text);
    checkKind(`options of ${name}`, options, object);
    const inOrder = ordered(`options of ${name}`, options, 0) as JsonObject;
    return { measure, model, data, options: inOrder };
  });
}

/** Objects within objects. */
const DEEPEST = 32;

/** The same with names in order, so that what is the same is written the same; refuses what JSON would change. */
function ordered(name: string, value: unknown, depth: number): JsonValue {
  check(depth < DEEPEST, `${name} must have fewer than ${DEEPEST} levels`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  // JSON has no -0
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (Array.isArray(value))
    return Array.from(value, (item, i) => ordered(`${name}[${i}]`, item, depth + 1));
  const isPlain =
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
  check(isPlain, `${name} must be what JSON carries, numbers finite, but it is ${shown(value)}`);
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(`${key} of ${name}`, item, depth + 1)]),
  );
}

/** How two jobs differ, as 'tolerance is 0.3 in A, but 0.2 in B'; undefined where they are the same. */
export function differenceOf(
  a: { readonly name: string; readonly job: WholeJob },
  b: { readonly name: string; readonly job: WholeJob },
): string | undefined {
  const said = (value: JsonValue | undefined) => JSON.stringify(value) ?? 'not set';
  const differs = (part: string, one: JsonValue | undefined, other: JsonValue | undefined) =>
    said(one) === said(other)
      ? []
      : [`${part} is ${said(one)} in ${a.name}, but ${said(other)} in ${b.name}`];
  // an option may be called as what every object has
  const byName = ({ options }: WholeJob) => new Map(Object.entries(options));
  const [ofA, ofB] = [byName(a.job), byName(b.job)];
  const options = [...ofA.keys(), ...ofB.keys()];
  return [
    ...(['measure', 'model', 'data'] as const).flatMap((part) =>
      differs(part, a.job[part], b.job[part]),
    ),
    ...options.flatMap((part) => differs(part, ofA.get(part), ofB.get(part))),
  ][0];
}
