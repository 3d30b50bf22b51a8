/** What the page knows of a model at hand: about.json beside its model.json. */
export interface About {
  readonly title: string;
  readonly classes: readonly string[];
  /** The class of each image of images.png, which has them below each other, or of each line of spectra.csv. */
  readonly labels: readonly number[];
  /** Rows and columns of an image; none of spectra. */
  readonly side?: number;
  /**
   * How spectra become inputs: each of mean 0 and deviation 1 (the default), or as they are. How images do: from 0 to 1 (the
   * default), from -1 to 1, or as Caffe has them.
   */
  readonly scaling?: 'normalized' | 'raw' | 'unit' | 'signed' | 'caffe';
  readonly licence: string;
  /** How it was made: seed, images or spectra, epochs, and the accuracy of what is stored on such as it has not seen. */
  readonly made: {
    readonly seed: number;
    readonly images: number;
    readonly epochs: number;
    readonly testAccuracy: number;
  };
}
