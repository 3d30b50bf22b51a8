import { clone, engine, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { RuleError } from './check';

/**
 * ∂f/∂x, times dy, by tf.js: 0 where f does not depend on x, for which tf.grad throws.
 *
 * @param dy of f(x)'s shape. Default: 1, for a scalar
 * @throws where an operation of f has no gradient, in terms of what is explained
 */
export function gradientOf(f: (x: Tensor) => Tensor, x: Tensor, dy?: Tensor): Tensor {
  return tidy(() => gradientsOf(([at]) => f(at as Tensor), [x], dy)[0] ?? zerosLike(x));
}

/** The same of several tensors; undefined for those that f does not depend on. */
export function gradientsOf(
  f: (xs: Tensor[]) => Tensor,
  xs: readonly Tensor[],
  dy?: Tensor,
): (Tensor | undefined)[] {
  return tidy(() => {
    // the identity has a gradient of its own where it is an operation
    const forward = () => f(xs.map((x) => clone(x)));
    const { grads } = orRefused(() => engine().gradients(forward, [...xs], dy, true));
    return grads.map((dx: Tensor | null) => dx ?? undefined) as Tensor[];
  });
}

function orRefused<V>(run: () => V): V {
  try {
    return run();
  } catch (error) {
    const operation = /gradient function not found for (\w+)/.exec(String(error))?.[1];
    if (operation === undefined || error instanceof RuleError) throw error;
    throw new RuleError(
      `what is explained has no gradient: tf.js has none for the operation ${operation}`,
      { cause: error },
    );
  }
}
