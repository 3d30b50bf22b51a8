/** Bytes in MiB, as messages tell them. */
export const mebibytes = (bytes: number): string =>
  (bytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: bytes < 2 ** 20 ? 4 : 0 });
