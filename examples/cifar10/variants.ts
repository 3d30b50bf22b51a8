/** The source document's two networks on CIFAR-10. */
export interface Variant {
  readonly name: string;
  /** Black pixels around each image. */
  readonly frame: number;
  /** Kernels of each layer. */
  readonly filters: readonly [number, number, number];
}

/** Rows and columns of an image without its frame. */
export const side = 32;

/** The kernels of the document's table, or a quarter of them. */
export const variants = (full: boolean): readonly Variant[] => [
  { name: 'plain', frame: 0, filters: full ? [64, 64, 64] : [16, 16, 16] },
  { name: 'padded', frame: 5, filters: full ? [32, 64, 128] : [8, 16, 32] },
];
