declare module '@echogarden/pffft-wasm/simd' {
  /** Pointers are numbers, in bytes. */
  interface Pffft {
    readonly HEAPF32: Float32Array;
    _pffft_new_setup(n: number, transform: number): number;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_transform_ordered(
      setup: number,
      from: number,
      to: number,
      work: number,
      direction: number,
    ): void;
  }
  export default function make(): Promise<Pffft>;
}
