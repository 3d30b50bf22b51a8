import type { Files } from './rightFiles';

/** Whole numbers below a bound, the same for a seed on every machine. */
export type Draw = (bound: number) => number;

export function drawFrom(seed: number): Draw {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

interface Change {
  readonly name: string;
  readonly apply: (bytes: Uint8Array, draw: Draw) => Uint8Array;
}

const overwrite = (bytes: Uint8Array, draw: Draw, value: () => number): Uint8Array => {
  const [from, length] = [draw(bytes.length), 1 + draw(64)];
  return bytes.map((byte, i) => (i >= from && i < from + length ? value() : byte));
};

/** What may befall a file. */
const changes: readonly Change[] = [
  {
    name: 'bits flipped',
    apply: (bytes, draw) => {
      const result = bytes.slice();
      for (let n = 1 + draw(4); n > 0; n--) {
        const at = draw(bytes.length);
        result[at] = (result[at] as number) ^ (1 << draw(8));
      }
      return result;
    },
  },
  { name: 'zeros', apply: (bytes, draw) => overwrite(bytes, draw, () => 0) },
  { name: 'ones', apply: (bytes, draw) => overwrite(bytes, draw, () => 255) },
  { name: 'noise', apply: (bytes, draw) => overwrite(bytes, draw, () => draw(256)) },
  { name: 'cut short', apply: (bytes, draw) => bytes.slice(0, draw(bytes.length)) },
  {
    name: 'bytes left out',
    apply: (bytes, draw) => {
      const [from, count] = [draw(bytes.length), 1 + draw(32)];
      return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + count)]);
    },
  },
  {
    name: 'bytes put in',
    apply: (bytes, draw) => {
      const [from, count] = [draw(bytes.length), 1 + draw(32)];
      const noise = Array.from({ length: count }, () => draw(256));
      return Uint8Array.from([...bytes.subarray(0, from), ...noise, ...bytes.subarray(from)]);
    },
  },
  {
    name: 'parts exchanged',
    apply: (bytes, draw) => {
      const length = 1 + draw(Math.min(256, bytes.length / 2));
      const [a, b] = [draw(bytes.length - length), draw(bytes.length - length)];
      const result = bytes.slice();
      result.set(bytes.subarray(a, a + length), b);
      result.set(bytes.subarray(b, b + length), a);
      return result;
    },
  },
  {
    name: 'another number in the text',
    apply: (bytes, draw) => {
      const text = new TextDecoder('latin1').decode(bytes);
      const found = [...text.matchAll(/\d+/g)];
      const one = found[draw(found.length)];
      if (!one) return bytes;
      const values = ['0', '-1', '1', '65536', '2147483648', '1e300', '1.5', 'null', '""', '[]'];
      const value = values[draw(values.length)] as string;
      const changed = text.slice(0, one.index) + value + text.slice(one.index + one[0].length);
      return Uint8Array.from(changed, (letter) => letter.charCodeAt(0));
    },
  },
];

export interface Broken {
  readonly files: Files;
  readonly change: string;
}

/** Files of which one is changed. */
export function broken(files: Files, draw: Draw): Broken {
  const names = Object.keys(files);
  const name = names[draw(names.length)] as string;
  const { name: change, apply } = changes[draw(changes.length)] as Change;
  return {
    files: { ...files, [name]: apply(files[name] as Uint8Array, draw) },
    change: `${change} in ${name}`,
  };
}
