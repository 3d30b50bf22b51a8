import { engine, getBackend } from '@tensorflow/tfjs-core';
import { RuleError } from './check';
import { mebibytes } from './mebibytes';

/** What the heap of tf.js's wasm backend can hold: its addresses have 32 bits. */
const MOST_HEAP = 2 ** 32;

/** Its allocator takes more than this at once for a negative number, and gives what it has not. */
const MOST_AT_ONCE = 2 ** 31 - 2 ** 17;

interface WasmModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Modules whose allocations are watched. */
const guarded = new WeakSet<object>();

/**
 * From now on, what the heap of tf.js's wasm backend has no room for is refused: tf.js itself would take the address 0,
 * which it is given then, for a tensor's, and destroy all that lies there.
 */
export function guardHeap(): void {
  const module = moduleOfWasm();
  if (!module || guarded.has(module)) return;
  guarded.add(module);
  // the first call puts another function in the place of this one
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes <= MOST_AT_ONCE ? allocate(bytes) : 0;
    if (address === 0) throw new RuleError(noRoom(module, bytes));
    return address;
  };
}

/** Refuses what needs so many bytes that tf.js takes without asking. */
export function checkRoom(bytes: number): void {
  const module = bytes > 0 ? moduleOfWasm() : undefined;
  guardHeap();
  module?._free(module._malloc(bytes));
}

function moduleOfWasm(): WasmModule | undefined {
  if (getBackend() !== 'wasm') return undefined;
  // not there as long as it is being set up
  const { wasm } = Object(engine().registry['wasm']) as { readonly wasm?: WasmModule };
  return typeof wasm?._malloc === 'function' ? wasm : undefined;
}

const noRoom = ({ HEAPU8 }: WasmModule, bytes: number): string =>
  `the wasm backend has no room for another ${mebibytes(bytes)} MiB, as its heap has ${mebibytes(HEAPU8.byteLength)} of at most ${mebibytes(MOST_HEAP)} MiB: pass fewer or smaller samples at a time`;
