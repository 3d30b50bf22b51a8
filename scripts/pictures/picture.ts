/** A picture of the guides, made by a run. */
export interface Picture {
  /** The file in docs/guides/pictures. */
  readonly name: string;
  /** The bytes of a PNG file, or the text of an SVG file. */
  make(): Promise<Uint8Array | string>;
}
