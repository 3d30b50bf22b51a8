/** A tar that is read from any place. */
export interface TarBytes {
  /** In errors: the tar data.tar. */
  readonly called: string;
  /** Its length in bytes. */
  readonly total: number;
  /** Bytes from a place on; fewer only at its end. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** Bytes of a block: headers and contents begin at its multiples. */
export const BLOCK = 512;
