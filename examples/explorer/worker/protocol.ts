import type { Conservation, PlanRow } from 'fourier-xai';
import type { About } from '../making/about';

/** What the page and its worker say to each other: plain data, whose buffers are handed over. */

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Pixels as a canvas takes them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The numbers behind a picture, row by row. */
export interface Field {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A picture with its numbers. */
export interface Figure {
  readonly picture: Picture;
  readonly field: Field;
}

export type LayerKind = 'conv' | 'dense' | 'other';

export interface LayerFacts {
  /** Place in the model. */
  readonly index: number;
  readonly name: string;
  readonly className: string;
  readonly kind: LayerKind;
  /** Of its output, without the batch. */
  readonly shape: readonly (number | null)[];
  readonly weights: number;
  /** [rows, columns, inputs, outputs] of a convolution; one row of spectra's. */
  readonly kernel: readonly [number, number, number, number] | undefined;
}

export interface ModelFacts {
  /** Another number for each model that was opened. */
  readonly id: number;
  readonly title: string;
  readonly weights: number;
  /** Rows, columns and channels of an image; a spectrum has one row. */
  readonly input: readonly [number, number, number];
  /** Whether it takes spectra, [batch, points, channels]. */
  readonly takesSpectra: boolean;
  readonly classes: readonly string[];
  /** Whether the model itself says what its classes are called. */
  readonly hasNames: boolean;
  readonly layers: readonly LayerFacts[];
  /** Convolutions at the beginning with no bias or activation between them. */
  readonly linearFront: number;
  /** Whether it begins by rescaling bytes itself. */
  readonly takesBytes: boolean;
  /** The scaling that a model of this project says it takes. */
  readonly scaling: About['scaling'];
  /** Licence and making of a model at hand; empty of others. */
  readonly notes: readonly string[];
}

/** How the bytes of an image become inputs: (byte · scale - mean) / deviation, by channel. */
export interface Scaling {
  readonly scale: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly order: 'rgb' | 'bgr';
  /** Whether each spectrum becomes one of mean 0 and deviation 1; bytes are none of it. */
  readonly normalizes?: boolean;
}

export interface Opened {
  readonly model: ModelFacts;
  readonly gallery: Gallery;
}

/** All images that there are, as the model sees them. */
export interface Gallery {
  /** Another number each time that the images change. */
  readonly id: number;
  readonly pictures: readonly Picture[];
  /** The class of each image, where it is known. */
  readonly labels: readonly (number | undefined)[];
  /** The numbers of spectra, and where they were measured. */
  readonly spectra: readonly Spectrum[] | undefined;
}

export interface Spectrum {
  readonly values: Float32Array;
  /** Ascending; 0, 1, 2 … where a file does not say it. */
  readonly places: Float32Array;
}

export interface Prediction {
  /** What the model gives: probabilities, where its end is a softmax or sigmoid. */
  readonly outputs: Float32Array;
  readonly predicted: number;
  readonly ms: number;
}

/** Which image is asked about; the ids tell an answer that came late. */
export interface Asked {
  readonly model: number;
  readonly gallery: number;
  readonly image: number;
}

export interface ScalingsQuestion extends Asked {
  readonly scalings: readonly Scaling[];
}

/** What one scaling makes of the image. */
export interface ScalingTrial {
  /** Undefined where the model gives NaN. */
  readonly prediction: Prediction | undefined;
  /** Deviations before the first batch normalisation, as multiples of those that it was trained on. */
  readonly stretch: number | undefined;
}

export const methodNames = [
  'lrpEpsilonPlus',
  'lrpEpsilonAlpha2Beta1',
  'lrpEpsilonGammaBox',
  'lrpEpsilon',
  'deepTaylor',
  'taylorGaussian',
  'taylorSharpen',
  'taylorNearest',
  'gradientTimesInput',
  'integratedGradients',
  'exactIntegratedGradients',
  'smoothGrad',
  'gradCam',
  'occlusion',
] as const;
export type MethodName = (typeof methodNames)[number];

/** The two maps that stand beside each other. */
export type Side = 'left' | 'right';

export interface RelevanceQuestion extends Asked {
  readonly side: Side;
  readonly method: MethodName;
  /** Of the blur or the sharpening in pixels; the factor of nearest; the window of occlusion. */
  readonly sigma: number;
  readonly target: number;
  /** A class whose logit is taken off the target's. */
  readonly against: number | undefined;
  readonly output: 'logits' | 'probabilities';
}

/** The receipt of a map, as conservationReport writes it. */
export type Receipt = Omit<Conservation, 'target'>;

export interface RelevanceAnswer {
  /** Another number for each map, as what is asked of it later names it. */
  readonly map: number;
  /** Channels added up, [rows, columns]. */
  readonly field: Field;
  readonly ms: number;
}

/** About the map of one side; its number tells one from the next. */
export interface MapQuestion {
  readonly side: Side;
  readonly map: number;
}

export interface RecolourQuestion extends MapQuestion {
  readonly gamma: number;
  /** Whether the map lies over the grey image. */
  readonly over: boolean;
}

export interface FlippingQuestion extends MapQuestion {
  readonly steps: number;
}

export interface RemovalQuestion extends MapQuestion {
  /** Of the pixels, the most relevant first. */
  readonly percent: number;
}

export interface FrequenciesQuestion extends Asked {
  readonly target: number;
  /** Radial frequencies that are left, in cycles per pixel. */
  readonly band: readonly [low: number, high: number];
}

export interface FrequenciesAnswer {
  /** Relevance of each frequency, zero in the middle. */
  readonly map: Figure;
  /** Its sums over rings of equal width, from 0 to the highest frequency. */
  readonly bands: readonly number[];
  readonly highest: number;
  /** What is left of the image. */
  readonly picture: Picture;
  /** The same of a spectrum. */
  readonly values: Float32Array | undefined;
  readonly prediction: Prediction;
}

export interface RemovalAnswer {
  readonly picture: Picture;
  /** 1 where a pixel is gone. */
  readonly gone: Uint8Array;
  readonly prediction: Prediction;
}

/** A step of something long: its key in the words, and how far it is, where that is known. */
export interface Step {
  readonly key: StepKey;
  readonly done?: number;
  readonly total?: number;
}
export type StepKey = 'backend' | 'model' | 'images' | 'warmUp' | 'selection';

export interface Started {
  readonly backend: BackendName;
  /** Why faster ones were left out. */
  readonly leftOut: readonly string[];
}

/** What of a spectrum is shown. */
export const spectrumParts = ['magnitude', 'phase', 'real'] as const;
export type SpectrumPart = (typeof spectrumParts)[number];

/** A convolution layer by its place in the model, or all of the linear front in one. */
export type KernelSource = number | 'fused';

/** What is measured of a kernel: {@link ShownKernel} says how. */
export const kernelMeasures = ['norm', 'orientation', 'band'] as const;
export type KernelMeasure = (typeof kernelMeasures)[number];

export const kernelOrders = ['drawn', ...kernelMeasures] as const;
export type KernelOrder = (typeof kernelOrders)[number];

/**
 * Kernels whose measure lies in a range, both ends included: norms as shares of the layer's largest. Directions go round:
 * from 170° to 10° passes 180°.
 */
export interface KernelFilter {
  readonly by: KernelMeasure;
  readonly from: number;
  readonly to: number;
}

export interface KernelsQuestion {
  readonly model: number;
  readonly source: KernelSource;
  readonly seed: number;
  readonly count: number;
  readonly part: SpectrumPart;
  readonly order: KernelOrder;
  /** Undefined where all kernels may be drawn. */
  readonly filter: KernelFilter | undefined;
}

export interface KernelsAnswer {
  readonly kernels: readonly ShownKernel[];
  /** Kernels of the layer that pass the filter. */
  readonly within: number;
  /** Kernels of the layer. */
  readonly all: number;
}

/** A kernel from one input channel to one output channel, in both domains. */
export interface ShownKernel {
  /** Place among the kernels of its layer: input · outputs + output. */
  readonly number: number;
  /** Kernels of its layer. */
  readonly among: number;
  readonly input: number;
  readonly output: number;
  /** Root of the sum of its squares. */
  readonly norm: number;
  /** Of its energy, without zero frequency: the direction of the waves that it answers to most, in degrees. */
  readonly orientation: number;
  /** The mean frequency of its energy, in cycles per pixel. */
  readonly band: number;
  readonly kernel: Figure;
  readonly spectrum: Figure;
}

export interface DuplicatesQuestion {
  readonly model: number;
  readonly source: KernelSource;
  /** Of the kernel that others are compared with. */
  readonly number: number;
  readonly part: SpectrumPart;
}

export interface SimilarKernel extends ShownKernel {
  /** Cosine of the angle between the weights: at most 1, where one is a positive multiple of the other. */
  readonly similarity: number;
}

export interface SingularQuestion {
  readonly model: number;
  readonly source: KernelSource;
}

export interface ConvolutionQuestion extends Asked {
  /** Place of the convolution layer. */
  readonly layer: number;
  /** Whether all layers up to this one are one kernel, from the image to a channel of this layer. */
  readonly isFused: boolean;
  readonly input: number;
  readonly output: number;
  /** Other weights for this kernel, row by row. */
  readonly edited: readonly number[] | undefined;
  /** Frequencies of the kernel that pass, in cycles per pixel. */
  readonly band: readonly [low: number, high: number];
  readonly part: SpectrumPart;
}

/** input ∗ kernel = output, and the product of their spectra. */
export interface ConvolutionAnswer {
  /** The weights as they are shown. */
  readonly weights: readonly number[];
  readonly size: readonly [rows: number, columns: number];
  readonly input: Figure;
  readonly kernel: Figure;
  readonly output: Figure;
  readonly inputSpectrum: Figure;
  readonly kernelSpectrum: Figure;
  readonly outputSpectrum: Figure;
  /** The whole model's, with this kernel as it is shown. */
  readonly prediction: Prediction;
}

export interface BordersQuestion extends Asked {
  /** After how many of the layers the border is set to zero, as the network does after all but the last. */
  readonly resets: number;
}

/** What it costs to leave the border as it is in the layers behind those. */
export interface BordersAnswer {
  /** |so - exact|, the largest over the channels. */
  readonly error: Figure;
  /** The mean of that by distance from the nearest edge, in pixels. */
  readonly profile: readonly number[];
  readonly max: number;
  readonly interiorMax: number;
  readonly bandWidth: number;
}

/** One row a network. */
export interface NetworkAnswer {
  readonly name: 'layers' | 'layerwise' | 'cascade' | 'fused' | 'accumulate';
  readonly outputs: Float32Array;
  readonly ms: number;
  /** The largest difference of an output from that of the layers. */
  readonly difference: number;
}

export interface DerivativesQuestion extends Asked {
  readonly pixel: readonly [row: number, column: number];
  /** Channel of g. */
  readonly channel: number;
  readonly target: number;
}

export interface DerivativesAnswer {
  /** Layers of the front g. */
  readonly front: readonly string[];
  readonly channels: number;
  /** ∂x/∂x of the pixel, with the real part and the magnitude of its spectrum. */
  readonly unit: Figure;
  readonly unitReal: Figure;
  readonly unitMagnitude: Figure;
  /** ∂y/∂g for the channel. */
  readonly head: Figure;
  /** What else there is where g is linear. */
  readonly closed: ClosedForm | undefined;
  /** ∂y/∂x, and its spectrum. */
  readonly gradient: Figure;
  readonly gradientSpectrum: Figure;
  /** The largest difference of ∂y/∂x from automatic differentiation, as a share of its largest value. */
  readonly difference: number;
}

/** The two factors of ∂y/∂x through one channel of g, and their product, in both domains. */
export interface ClosedForm {
  readonly headSpectrum: Figure;
  /** ∂g/∂x of the pixel for the channel. */
  readonly jacobian: Figure;
  readonly jacobianSpectrum: Figure;
  /** What of ∂y/∂x comes through the channel. */
  readonly through: Figure;
  readonly throughSpectrum: Figure;
}

export interface LayerQuestion extends Asked {
  readonly layer: number;
  readonly input: number;
  readonly output: number;
  readonly part: SpectrumPart;
  /** Whether the channel is switched off. */
  readonly off: boolean;
}

export interface LayerAnswer {
  /** The image, grey, convolved with this kernel alone. */
  readonly imageConvolved: Figure;
  readonly channelInput: Figure;
  readonly kernel: Figure;
  readonly spectrum: Figure;
  /** What this one input channel gives, before all are added up. */
  readonly partial: Figure;
  /** The layer's channel: all inputs, bias and activation. */
  readonly channelOutput: Figure;
  /** Over all images: means of the channel's input and of its output. */
  readonly meanInput: Figure;
  readonly meanOutput: Figure;
  readonly prediction: Prediction;
}

export interface ChainQuestion extends Asked {
  readonly layer: number;
  readonly output: number;
}

/** What follows the sum in a channel, one thing after the other; `layer` is the name of the layer that does it. */
export type ChainStep =
  | { readonly kind: 'bias'; readonly layer: string; readonly value: number }
  | {
      readonly kind: 'normalisation';
      readonly layer: string;
      readonly scale: number;
      readonly shift: number;
    }
  | { readonly kind: 'activation'; readonly layer: string; readonly name: string };

/** How one channel of a convolution comes to be. */
export interface ChainAnswer {
  /** Input channels, each through its kernel: those of most energy, with their shares of the energy of all. */
  readonly inputs: readonly {
    readonly channel: number;
    readonly share: number;
    readonly figure: Figure;
  }[];
  /** Input channels of the layer. */
  readonly all: number;
  /** Of all partial convolutions. */
  readonly sum: Figure;
  readonly steps: readonly (ChainStep & { readonly figure: Figure })[];
  /** The largest difference of the end from what the network has there; undefined where a softmax over channels follows. */
  readonly difference: number | undefined;
}

/** What fuseModel would make of a run of linear layers. */
export interface FusedRun extends Pick<PlanRow, 'layers' | 'choice' | 'isLeft' | 'reason'> {
  readonly name: string;
  /** Predicted, layer by layer and as it is chosen; undefined where the size of the images is not known. */
  readonly ms: BeforeAfter | undefined;
  /** In millions, for one image; undefined where a run is cut into parts of several methods, too. */
  readonly multiplications: BeforeAfter | undefined;
  /** Weights of the layers, and of the layer that takes their place; undefined where that goes by another name. */
  readonly weights: BeforeAfter | undefined;
}

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface FusionAnswer {
  /** From the input to the output. */
  readonly runs: readonly FusedRun[];
  /** Milliseconds of the whole model for the image, measured. */
  readonly ms: BeforeAfter;
  /** The largest difference of a logit. */
  readonly difference: number;
  /** What padding once in place of between the layers would cost, where the front is convolutions alone. */
  readonly padding: { readonly max: number; readonly bandWidth: number } | undefined;
}

export interface ChannelsQuestion extends Asked {
  readonly layer: number;
  readonly target: number;
}

export interface ChannelsAnswer {
  /** Relevance that passes through all channels. */
  readonly total: number;
  /** And through each. */
  readonly sums: Float32Array;
  /** Those through which most passes. */
  readonly channels: readonly {
    readonly channel: number;
    /** Of what passes through this channel alone. */
    readonly map: Figure;
    readonly excited: readonly Excited[];
  }[];
}

/** An image that excites a channel, and where, as shares of height and width. */
export interface Excited {
  readonly image: number;
  readonly value: number;
  readonly row: number;
  readonly column: number;
}

export interface SelectionQuestion extends Asked {
  /** Another number for each time that it is asked. */
  readonly run: number;
  /** The error that is still enough, as a share of the mean |logit|. */
  readonly tolerance: number;
}

export interface SelectionAnswer {
  /** For each kernel, how many of the images need it. */
  readonly histogram: readonly number[];
  readonly images: number;
  /** The most required kernels, and what they answer to the image. */
  readonly kernels: readonly {
    readonly kernel: number;
    readonly count: number;
    readonly activation: Figure;
    /** The mean over its inputs, and its spectrum. */
    readonly weights: Figure;
    readonly spectrum: Figure;
  }[];
  /** The share of images that are classified as by the full model, with so many of the most required kernels kept. */
  readonly kept: readonly { readonly kernels: number; readonly agreement: number }[];
}

export const scheduleNames = ['constant', 'exponential', 'step', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export interface TrainingSettings {
  readonly rate: number;
  readonly schedule: ScheduleName;
  readonly epochs: number;
}

export interface Epoch {
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly rate: number;
}

/** A history as Keras and tf.js write it. */
export type Curves = Readonly<Record<string, readonly number[]>>;

export interface Verdict {
  readonly verdict: 'tooSmall' | 'small' | 'ok' | 'large' | 'tooLarge';
  readonly evidence: readonly string[];
}

export interface MatrixScores {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly sensitivity: readonly number[];
  readonly specificity: readonly number[];
}
