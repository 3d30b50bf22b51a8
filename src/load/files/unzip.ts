import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';

/** So many bytes may come out of one file: 4 GB, which is what an ArrayBuffer holds in browsers. */
const MOST = 2 ** 32;
/** Deflate packs a byte in a bit and less, but never more than so many into one. */
const BEST_RATIO = 1100;

/** The files of a zip with these names. @throws where it is cut short, damaged, or would unpack to more than it can */
export async function unzip(
  bytes: Uint8Array,
  wanted: readonly string[],
  name: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { unzipSync } = await import('fflate');
  let refusal: string | undefined;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name: entry, size, originalSize }) => {
        if (!wanted.includes(entry)) return false;
        const isPossible = originalSize <= MOST && originalSize <= BEST_RATIO * (size + 1);
        if (!isPossible)
          refusal ??= `${shown(entry)} in ${name} would unpack from ${size} to ${originalSize} bytes`;
        return isPossible && size <= bytes.length;
      },
    });
    check(refusal === undefined, refusal ?? '');
    return new Map(Object.entries(files));
  } catch (error) {
    check(refusal === undefined, refusal ?? '');
    throw new RuleError(`${name} is damaged or cut short: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
