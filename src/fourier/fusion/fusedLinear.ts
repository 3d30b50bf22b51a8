import * as tf from '@tensorflow/tfjs-core';
import { InputSpec, initializers, layers } from '@tensorflow/tfjs-layers';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import type { Activation } from '../../linear/applyRun';
import { channelsAfter, lengthAfter } from '../../linear/linearOp';
import { forgetTransfers, type Transfers } from '../convolution/spectralConvolution';
import { fusedLinearKinds } from './fusedLinearKinds';
import { applyStage, type StageSpec, stageTensors, stageWith } from './stage';

/** What a {@link FusedLinear} layer is saved with. */
export interface FusedLinearConfig {
  /** Of the layer; tf.js makes one up where there is none. */
  readonly name?: string;
  /** Shapes stand in the place of tensors. */
  readonly stages: readonly object[];
  /** What the last stage ends in. */
  readonly activation: 'linear' | 'relu' | 'relu6';
  /** Whether one row and one column are left, which go. */
  readonly flattens: boolean;
}

interface Weight {
  read(): tf.Tensor;
}

/**
 * A run of linear layers as one layer of tf.js, made by {@link fuseModel}. Models with such layers are saved and loaded
 * as any others, where this class has been imported.
 */
export class FusedLinear extends layers.Layer {
  /**
   * The name under which tf.js saves and finds this class. It has no version, since files outlive versions: the copy of
   * this library that was imported last loads, and every version reads what an earlier one has saved.
   */
  static readonly className = 'FusedLinear';

  private readonly stages: readonly StageSpec[];
  private readonly ending: Activation;
  private readonly flattens: boolean;
  private variables: Weight[][] = [];
  private readonly kept: { transfers: Transfers; of: object | undefined }[];

  /** @throws on what is not as {@link fuseModel} makes it */
  constructor(config: FusedLinearConfig) {
    const needed = ['stages', 'activation', 'flattens'] as const;
    const own = named('FusedLinear', () => optionsOf(config, fusedLinearKinds, needed));
    super(own as object);
    this.stages = own.stages as readonly StageSpec[];
    this.ending = own.activation;
    this.flattens = own.flattens;
    this.kept = this.stages.map(() => ({ transfers: new Map(), of: undefined }));
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    this.inputSpec = [this.specOf(inputShape as (number | null)[])];
    const zeros = initializers.zeros();
    this.variables = this.stages.map((stage, i) =>
      stageTensors(stage).map(({ shape }, j) =>
        this.addWeight(`weight_${i}_${j}`, [...shape], 'float32', zeros, undefined, false),
      ),
    );
    this.built = true;
  }

  override computeOutputShape(
    inputShape: (number | null)[] | (number | null)[][],
  ): (number | null)[] {
    const [batch = null, ...size] = inputShape as (number | null)[];
    const outputs = this.stages.reduce(channelsBy, size.at(-1) as number);
    if (this.flattens) return [batch, outputs];
    const axes = size.length === 3 ? ([0, 1] as const) : ([1] as const);
    const lengths = axes.map((axis, i) => {
      const length = size[i] ?? null;
      return length === null
        ? null
        : this.stages.reduce((n, one) => lengthBy(one, axis, n), length);
    });
    return [batch, ...lengths, outputs];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = toFloat(itemAt([inputs].flat(), 0));
      const images = (x.rank === 4 ? x : tf.expandDims(x, 1)) as tf.Tensor4D;
      const last = this.stages.length - 1;
      const y = this.stages.reduce((z, stage, i) => {
        const tensors = itemAt(this.variables, i).map((variable) => variable.read());
        const activation = i === last ? this.ending : 'linear';
        return applyStage(stageWith(stage, tensors), z, activation, this.transfersOf(i, tensors));
      }, images);
      if (this.flattens) return tf.squeeze(y, [1, 2]);
      return x.rank === 4 ? y : tf.squeeze(y, [1]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { stages, ending: activation, flattens } = this;
    return { ...super.getConfig(), stages, activation, flattens } as never;
  }

  override dispose(): ReturnType<layers.Layer['dispose']> {
    const result = super.dispose();
    if (result.refCountAfterDispose === 0)
      for (const one of this.kept) forgetTransfers(one.transfers);
    return result;
  }

  /** The channels, and the size of the images that patches are cut for: some layers of tf.js give others than they say. */
  private specOf(shape: readonly (number | null)[]): InputSpec {
    const first = itemAt(this.stages, 0);
    const sizes =
      first.method === 'layered' ? [] : first.fused.geometry.map(({ inputs }) => inputs);
    const spatial = sizes.slice(4 - shape.length).map((size, i) => [i + 1, size]);
    return new InputSpec({ axes: Object.fromEntries([...spatial, [-1, shape.at(-1)]]) });
  }

  /** Transfer functions hold as long as the weights that they were made of. */
  private transfersOf(i: number, tensors: readonly tf.Tensor[]): Transfers {
    const kept = itemAt(this.kept, i);
    const data = tensors[0]?.dataId;
    if (kept.of !== data) forgetTransfers(kept.transfers);
    kept.of = data;
    return kept.transfers;
  }
}

tf.serialization.registerClass(FusedLinear as never);

function lengthBy(stage: StageSpec, axis: 0 | 1, length: number): number {
  return stage.method === 'layered'
    ? lengthAfter(stage.ops, axis, length)
    : stage.fused.geometry[axis].outputs;
}

function channelsBy(channels: number, stage: StageSpec): number {
  if (stage.method === 'layered') return channelsAfter(stage.ops, channels);
  const { zones, kernel } = itemAt(stage.fused.patches, 0);
  const outputs = zones.map(({ kind, count }) => (kind === 'interior' ? 1 : count));
  return kernel.shape[3] / (itemAt(outputs, 0) * itemAt(outputs, 1));
}
