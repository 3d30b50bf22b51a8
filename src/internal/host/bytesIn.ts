/** A byte below 64 is a digit; a mark before one adds 64, 128 or 192. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MARKS = '.,-';

/**
 * The bytes of a WebAssembly module that is written as text, see assembly/build.ts. Every byte begins with a character of
 * its own, as it does not in base64: gzip finds again what is repeated, and the text packs a quarter smaller.
 */
export function bytesIn(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let added = 0;
  for (const character of text) {
    const mark = MARKS.indexOf(character);
    if (mark < 0) bytes.push(DIGITS.indexOf(character) + added);
    added = 64 * (mark + 1);
  }
  return Uint8Array.from(bytes);
}
