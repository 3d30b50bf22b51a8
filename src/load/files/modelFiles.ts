/** Bytes of a model: its main file, and those that this one names. */
export interface ModelFiles {
  readonly main: Uint8Array;
  /** How messages call the main file. */
  readonly name: string;
  /** Whether it may name files that lie anywhere. */
  readonly anyPaths?: boolean;
  /** A file beside the main one; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}
