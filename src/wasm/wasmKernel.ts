import type {
  DataId,
  DataType,
  KernelFunc,
  NamedTensorInfoMap,
  Rank,
  TensorInfo,
  TypedArray,
} from '@tensorflow/tfjs-core';
import { Tensor } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';

/** What the engine hands a kernel: named inputs, the backend, and attributes. */
export type KernelCall = Parameters<KernelFunc>[0];

/** A kernel of the wasm backend; `original` is the one that it replaces, where there is one. */
export interface WasmKernel {
  readonly kernelName: string;
  /** True where the wasm backend has this kernel, and it is slow: only then is there anything to do. */
  readonly replaces: boolean;
  readonly kernelFunc: (call: KernelCall, original: KernelFunc) => TensorInfo | TensorInfo[];
}

/** What the kernels use of tf.js's BackendWasm: tensors are slices of one heap. */
export interface HeapBackend {
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** A view. Whatever allocates may move the heap, so take views after the last `makeOutput`. */
  typedArrayFromHeap(x: TensorInfo): TypedArray;
  incRef(dataId: DataId): void;
}

function isHeapBackend(backend: object): backend is HeapBackend {
  return 'makeOutput' in backend && 'typedArrayFromHeap' in backend && 'incRef' in backend;
}

export function heapOf({ backend }: KernelCall): HeapBackend {
  check(isHeapBackend(backend), 'this kernel needs the wasm backend');
  return backend;
}

/** A tensor's values in the heap, refused unless they are float32. */
export function floatView(heap: HeapBackend, x: TensorInfo): Float32Array {
  const values = heap.typedArrayFromHeap(x);
  check(values instanceof Float32Array, `the wasm kernel takes float32, but it got ${x.dtype}`);
  return values;
}

/** The attributes as the tf.js op of that name writes them; tf.js's registry doesn't type them. */
export function attributesOf<Attributes>({ attrs }: KernelCall): Attributes {
  return attrs as Attributes;
}

function hasRank<R extends Rank>(x: TensorInfo | undefined, rank: number): x is Tensor<R> {
  return x instanceof Tensor && x.rank === rank;
}

/** Input `name` as a tensor of rank 4 (the engine hands kernels tensors, though its types say less). */
export function input4d(inputs: NamedTensorInfoMap, name: string): Tensor<Rank.R4> {
  const x = inputs[name];
  check(
    hasRank<Rank.R4>(x, 4),
    `input ${name} must be a tensor of rank 4, but its shape is [${x?.shape}]`,
  );
  return x;
}

/** Input `name` as a tensor of any rank. */
export function inputTensor(inputs: NamedTensorInfoMap, name: string): Tensor {
  const x = inputs[name];
  check(x instanceof Tensor, `input ${name} must be a tensor`);
  return x;
}
