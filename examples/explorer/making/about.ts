/** What the page knows of a model at hand: about.json beside its model.json. */
export interface About {
  readonly title: string;
  readonly classes: readonly string[];
  /** The class of each image of images.png, which has them below each other. */
  readonly labels: readonly number[];
  /** Rows and columns of an image. */
  readonly side: number;
  readonly licence: string;
  /** How it was made: seed, images, epochs, and the accuracy on images that it has not seen. */
  readonly made: {
    readonly seed: number;
    readonly images: number;
    readonly epochs: number;
    readonly testAccuracy: number;
  };
}
