import { transfer } from 'comlink';

/** An answer whose buffers go to the page without being copied. */
export function handOver<T>(answer: T): T {
  const buffers = [...buffersIn(answer)];
  return buffers.length > 0 ? transfer(answer, buffers) : answer;
}

function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersIn(part, found);
  }
  return found;
}
