/** Logits of one model, one a class. */
export type Logits = Float32Array;

/** What the second half of a split model makes of a batch of features that lack some channels. */
export interface Ablations {
  /** What equal channels may differ by in their effect, as a share of the mean |logit|. */
  readonly rounding: number;
  /** With all channels, for each image. */
  full(): Promise<Logits[]>;
  /** For each image and each channel: with that one at zero. */
  without(tell: Tell): Promise<void>;
  /** For each image: with the first channel of its list alone, with the first two, and so on. */
  only(channels: ChannelLists, tell: Tell): Promise<void>;
}

/** Told the logits of an image, of place `at` in its list of channels, in order; they are a view of many. */
export type Tell = (image: number, at: number, logits: Logits) => void;

/** Channels for each image, as many for one as for another. */
export type ChannelLists = readonly (readonly number[])[];
