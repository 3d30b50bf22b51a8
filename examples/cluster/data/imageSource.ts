/** Images in a fixed order and where their bytes lie: plain data, kept in a plan. */
export interface ImageSource {
  readonly kind: 'folder' | 'tar';
  /** The full path of the folder or tar, or the http or https address of a tar. */
  readonly from: string;
  /** Below the folder, or in the tar, with slashes: each once, in the order of their code units. */
  readonly names: readonly string[];
  /** Bytes of each. */
  readonly sizes: readonly number[];
  /** Of a tar: the byte at which each begins; of a folder, empty. */
  readonly offsets: readonly number[];
}

/** An image as it lies there: a PNG, JPEG, WebP, ... */
export interface ImageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
