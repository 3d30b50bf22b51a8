import { UserError } from '../../support/userError';
import type { RSymbol } from './rValue';

/** Values of all vectors together, those of compact ones written out: 64 MiB of reals. */
export const MOST_VALUES = 2 ** 23;

/** R objects in all, vectors within lists and attributes too. */
const MOST_OBJECTS = 2 ** 18;

/** R objects within one another. */
const DEEPEST = 100;

export const cutOff = () => new UserError('the data is cut off, or not in the form of R');

/** The bytes of a serialization, and how much has come of them so far: a file does not say how large it will be. */
export class Stream {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;
  #objects = 0;
  #depth = 0;
  /** Symbols in the order in which they came: later ones are numbers of earlier ones. */
  readonly symbols: RSymbol[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Asked for before memory is: a length may be nonsense. */
  need(count: number): void {
    if (count < 0 || count > this.left) throw cutOff();
  }

  take(count: number): Buffer {
    this.need(count);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  int(): number {
    this.need(4);
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  length(bytesEach: number): number {
    const length = this.int();
    this.need(length * bytesEach);
    this.count(length);
    return length;
  }

  /** Asked for before so many values are made. */
  count(values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES) throw tooMuch(`hold ${MOST_VALUES} values`);
  }

  /** What `read` makes of an object, which may hold others. */
  within<V>(read: () => V): V {
    this.#objects++;
    if (this.#objects > MOST_OBJECTS) throw tooMuch(`hold ${MOST_OBJECTS} R objects`);
    this.#depth++;
    if (this.#depth > DEEPEST) throw tooMuch(`nest R objects ${DEEPEST} deep`);
    const value = read();
    this.#depth--;
    return value;
  }
}

const tooMuch = (limit: string) => new UserError(`a file may ${limit}, but this one goes on`);
