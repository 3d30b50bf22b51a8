import { shownPlace } from './address';
import { allOrNone } from './allOrNone';
import { fetchRange } from './fetchRange';
import { imageInTar, spanOf } from './imageInTar';
import type { ImageFile } from './imageSource';
import { checkTotal, LARGEST, NEAR } from './remoteTar';
import type { Listed } from './sourceOf';

/** Requests at a time. */
const AT_ONCE = 4;

/** Images of a tar at an address. */
export async function* readRemoteTar(
  address: string,
  images: readonly Listed[],
  signal?: AbortSignal,
): AsyncGenerator<ImageFile> {
  const fetched = fetcher(address, signal);
  for (const group of groupsOf(images)) {
    const bytes = await fetched(group);
    for (const image of group) {
      signal?.throwIfAborted();
      yield { name: image.name, bytes: bytes.get(image) as Uint8Array };
    }
  }
}

/** Images of about the bytes of a request, which are held together: in the tar they may lie in any order. */
function groupsOf(images: readonly Listed[]): Listed[][] {
  const groups: Listed[][] = [];
  let room = 0;
  for (const image of images) {
    if (image.size > room) {
      groups.push([]);
      room = LARGEST;
    }
    groups.at(-1)?.push(image);
    room -= image.size;
  }
  return groups;
}

/** Neighbours of the tar, which one request gets. */
interface Run {
  readonly begin: number;
  readonly end: number;
  readonly images: readonly Listed[];
}

function runsOf(group: readonly Listed[]): Run[] {
  const runs: Run[] = [];
  for (const image of [...group].sort((a, b) => a.offset - b.offset)) {
    const [begin, end] = spanOf(image);
    const last = runs.at(-1);
    if (last && begin - last.end <= NEAR && end - last.begin <= LARGEST) {
      runs[runs.length - 1] = { begin: last.begin, end, images: [...last.images, image] };
    } else runs.push({ begin, end, images: [image] });
  }
  return runs;
}

/** Gets the bytes of a group's images. The length of the tar must stay. */
function fetcher(address: string, signal?: AbortSignal) {
  const called = `the tar ${shownPlace(address)}`;
  let length: number | undefined;
  const fetchRun = async ({ begin, end, images }: Run, stop: AbortSignal) => {
    const { bytes, total } = await fetchRange(address, [begin, end], stop);
    length ??= total;
    checkTotal(called, total, length);
    return images.map((image) => {
      const [from, to] = spanOf(image);
      const span = bytes.subarray(from - begin, to - begin);
      return [image, imageInTar({ called, total }, image, span)] as const;
    });
  };
  return async (group: readonly Listed[]) => {
    const runs = runsOf(group);
    const images = new Map<Listed, Uint8Array>();
    for (let first = 0; first < runs.length; first += AT_ONCE) {
      const some = runs.slice(first, first + AT_ONCE);
      const got = await allOrNone(some, fetchRun, signal);
      for (const [image, bytes] of got.flat()) images.set(image, bytes);
    }
    return images;
  };
}
