/** 32 bits that depend on every one of the words: FNV-1a word by word, then the last step of MurmurHash3. */
export function hash32(...lists: readonly Uint32Array[]): number {
  let hash = 0x811c9dc5;
  for (const words of lists) {
    for (const word of words) {
      // rotated, so that high bits reach low ones
      hash = Math.imul(hash ^ word, 0x01000193);
      hash = (hash << 13) | (hash >>> 19);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
