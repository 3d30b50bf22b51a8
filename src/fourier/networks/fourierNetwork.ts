import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { oneOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { tidyValue } from '../../internal/tidyValue';
import { toFloat } from '../../internal/toFloat';
import type { Convolution, PerAxis } from '../../linear/convolution';
import { checkInput } from '../../model/checkInput';
import { type LeadingRun, leadingRun } from '../../model/leadingRun';
import type { LayersModel } from '../../model/splitModel';
import { type SpectralProduct, spectralProduct } from '../convolution/spectralProduct';
import {
  applyFusedRun,
  type FusedRun,
  fusedGeometry,
  type Patch,
  patchConvolution,
} from '../fusion/fusedRun';
import { fuseRun } from '../fusion/fuseRun';
import { fusingObstacle } from '../fusion/plan/costOf';

/**
 * A model with its convolutions in the Fourier domain. Their weights are those at the time it was made;
 * all other layers are the model's own.
 */
export interface FourierNetwork {
  /** What model.predict(x) returns. */
  predict(x: tf.Tensor): tf.Tensor;
  /**
   * g(x), as `splitModel` cuts the model by default: what the first Flatten or global pooling reads. The output, where
   * there is none.
   */
  features(x: tf.Tensor): tf.Tensor;
  /** Frees the spectra; the model is not touched. */
  dispose(): void;
}

export interface BorderOptions {
  /**
   * 'exact' (default) equals the layered model everywhere; 'accumulate' pads once, as the source
   * document describes, and is wrong near the edges where layers pad in between.
   */
  readonly border?: 'exact' | 'accumulate' | undefined;
}

const kinds: KindsOf<BorderOptions> = { border: oneOf('exact', 'accumulate') };

/** Which convolutions become spectra: those of the stack, or one for all of them. */
type Product = (stack: readonly Convolution[]) => readonly Convolution[];

/** A network whose convolutions go to the Fourier domain together. */
export function runNetwork(
  kind: string,
  model: LayersModel,
  options: BorderOptions,
  product: Product,
): FourierNetwork {
  const { convolved, features, rest, dispose } = convolvedRun(model, options, product);
  return asNetwork(kind, model, {
    features: (x) => features(convolved(x)),
    predict: (x) => rest(convolved(x)),
    dispose,
  });
}

/** The stack that a model begins with in the Fourier domain, and what follows it. */
interface ConvolvedRun extends Pick<LeadingRun, 'features' | 'rest'> {
  /** What the last convolution gives, before its activation. */
  convolved(x: tf.Tensor): tf.Tensor;
  dispose(): void;
}

export function convolvedRun(
  model: LayersModel,
  options: BorderOptions,
  product: Product,
): ConvolvedRun {
  const { border = 'exact' } = optionsOf(options, kinds);
  const { convolutions, dimensions, before, features, rest } = keptRun(model);
  const convolve = (border === 'exact' ? exactly : paddedOnce)(convolutions, product);
  const convolved = (x: tf.Tensor): tf.Tensor => {
    const images = before(x);
    if (dimensions === 2) return convolve.apply(images as tf.Tensor4D);
    return tf.squeeze(convolve.apply(tf.expandDims(images, 1)), [1]);
  };
  const dispose = () => {
    convolve.dispose();
    disposeConvolutions(convolutions);
  };
  return { convolved, features, rest, dispose };
}

/** Adds the checks and the tidying that every network needs. */
export function asNetwork(
  kind: string,
  model: LayersModel,
  network: FourierNetwork,
): FourierNetwork {
  try {
    prepare(model, network);
  } catch (error) {
    network.dispose();
    throw error;
  }
  let disposed = false;
  const method = (name: 'features' | 'predict') => (x: tf.Tensor) =>
    named(`${kind}.${name}`, () => {
      check(!disposed, 'the network has been disposed');
      checkInput(model, x);
      return tf.tidy(() => network[name](toFloat(x)));
    });
  return {
    features: method('features'),
    predict: method('predict'),
    dispose: () => {
      if (!disposed) network.dispose();
      disposed = true;
    },
  };
}

/** Makes the spectra for images of the model's own size now, if it has one; others are made as they come. */
function prepare(model: LayersModel, network: FourierNetwork): void {
  const size = model.inputs[0]?.shape.slice(1) ?? [];
  if (size.some((length) => length === null)) return;
  tf.tidy(() => {
    network.predict(tf.zeros([1, ...(size as number[])]));
  });
}

type Convolve = Pick<SpectralProduct, 'dispose'> & { apply(x: tf.Tensor4D): tf.Tensor4D };

/** All margins first, then all convolutions. */
function paddedOnce(convolutions: readonly Convolution[], product: Product): SpectralProduct {
  const kept = tidyValue(() => product(convolutions).map(keep));
  const spectra = spectralProduct(kept);
  return {
    apply: spectra.apply,
    dispose: () => {
      spectra.dispose();
      disposeConvolutions(kept);
    },
  };
}

/**
 * By the product in the interior and by fused kernels at the edges; layer by layer where there is no interior, and
 * where these kernels would be too large.
 */
function exactly(convolutions: readonly Convolution[], product: Product): Convolve {
  const whole = paddedOnce(convolutions, product);
  if (convolutions.slice(1).every(({ margins }) => margins.flat().every((zeros) => zeros === 0))) {
    return whole;
  }
  const layers = convolutions.map((layer) => spectralProduct([layer]));
  const fused = new Map<string, FusedRun | null>();
  const fusedFor = ([, rows, columns]: tf.Tensor4D['shape']): FusedRun | null => {
    const key = `${rows}x${columns}`;
    const run = fused.get(key) ?? keptEdges(convolutions, [rows, columns]);
    fused.set(key, run);
    return run;
  };
  return {
    apply: (x) => {
      const run = fusedFor(x.shape);
      if (!run) return layers.reduce((y, layer) => layer.apply(y), x);
      return applyFusedRun(run, x, 'linear', (image, patch) =>
        whole.apply(image, patchConvolution(patch, run.geometry).margins),
      );
    },
    dispose: () => {
      for (const part of [whole, ...layers]) part.dispose();
      for (const run of fused.values()) tf.dispose((run?.patches ?? []).map(weightsOf));
      fused.clear();
    },
  };
}

const weightsOf = ({ kernel, bias }: Patch) => [kernel, bias];

/** The stack's edges for images of this size, kept; its interior comes from elsewhere. */
function keptEdges(convolutions: readonly Convolution[], size: PerAxis): FusedRun | null {
  const geometry = fusedGeometry(convolutions, size);
  const [first, last] = [itemAt(convolutions, 0), itemAt(convolutions, -1)];
  const [inputs, outputs] = [first.kernel.shape[2], last.kernel.shape[3]];
  if (!geometry?.every(({ edges }) => edges)) return null;
  if (fusingObstacle(convolutions, geometry, inputs, outputs)) return null;
  return tidyValue(() => {
    const run = fuseRun(convolutions, geometry, inputs);
    for (const tensor of run.patches.flatMap(weightsOf)) tf.keep(tensor);
    return run;
  });
}

/** The model's stack on copies of its weights, so that later training does not reach half of them. */
function keptRun(model: LayersModel): LeadingRun {
  return tidyValue(() => {
    const stack = leadingRun(model);
    return { ...stack, convolutions: stack.convolutions.map(keep) };
  });
}

export function keep(convolution: Convolution): Convolution {
  const { kernel, bias } = convolution;
  return {
    ...convolution,
    kernel: tf.keep(tf.clone(kernel)),
    ...(bias && { bias: tf.keep(tf.clone(bias)) }),
  };
}

export function disposeConvolutions(convolutions: readonly Convolution[]): void {
  for (const { kernel, bias } of convolutions) tf.dispose(bias ? [kernel, bias] : kernel);
}
