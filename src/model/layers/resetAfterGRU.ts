import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type BaseLayer, baseLayer, type Shape } from './baseLayer';

type Initializer = BaseLayer['kernelInitializer'];

type Args = Record<string, unknown>;

/**
 * The step of a ResetAfterGRU: h' = z ⊙ h + (1 - z) ⊙ f(x·W + b + r ⊙ (h·U + c)). Its bias has two rows, b of the inputs and
 * c of the state. It has no dropout.
 */
export class ResetAfterGRUCell extends baseLayer('GRUCell') {
  static readonly className = 'ResetAfterGRUCell';

  constructor(args: Args) {
    super({ ...args, resetAfter: false });
  }

  override build(inputShape: Shape | Shape[]): void {
    const outputs = 3 * this.units;
    const inputs = (inputShape as Shape).at(-1) as number;
    const add = (name: string, shape: Shape, initializer: Initializer) =>
      this.addWeight(name, shape, undefined, initializer);
    const { kernelInitializer, recurrentInitializer, biasInitializer } = this;
    this.kernel = add('kernel', [inputs, outputs], kernelInitializer);
    this.recurrentKernel = add('recurrent_kernel', [this.units, outputs], recurrentInitializer);
    this.bias = this.useBias ? add('bias', [2, outputs], biasInitializer) : null;
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    return tf.tidy(() => {
      const [x, h] = inputs as [Tensor2D, Tensor2D];
      const [ofInputs, ofState] = this.bias ? tf.unstack(this.bias.read()) : [];
      const thirds = (value: Tensor2D, kernel: Tensor, bias: Tensor | undefined) => {
        const y = tf.matMul(value, kernel as Tensor2D);
        return tf.split(bias ? tf.add(y, bias) : y, 3, 1) as [Tensor, Tensor, Tensor];
      };
      const [xz, xr, xh] = thirds(x, this.kernel.read(), ofInputs);
      const [hz, hr, hh] = thirds(h, this.recurrentKernel.read(), ofState);
      const z = this.recurrentActivation.apply(tf.add(xz, hz));
      const r = this.recurrentActivation.apply(tf.add(xr, hr));
      const candidate = this.activation.apply(tf.add(xh, tf.mul(r, hh)));
      const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
      return [next, next];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: true };
  }
}

/** GRU of Keras since 2, where the reset comes behind the product with the state; tf.js has the other kind only. */
export class ResetAfterGRU extends baseLayer('GRU') {
  static readonly className = 'ResetAfterGRU';

  constructor(args: Args) {
    super({ ...args, resetAfter: false });
    (this as unknown as { cell: ResetAfterGRUCell }).cell = new ResetAfterGRUCell(args);
  }
}

tf.serialization.registerClass(ResetAfterGRUCell as never);
tf.serialization.registerClass(ResetAfterGRU as never);
