/** LRP rules in matrix form in float64: inputs a, weights [input][output], bias b, relevance of the outputs. */
export interface Dense {
  readonly a: readonly number[];
  readonly w: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly r: readonly number[];
}

const up = (v: number) => Math.max(v, 0);
const down = (v: number) => Math.min(v, 0);
const stable = (z: number, epsilon: number) => z + (z >= 0 ? epsilon : -epsilon);

/** R_j = Σ_k share(j, k) r_k / (Σ_j share(j, k) + rest(k)), stabilised. */
function shared(
  { a, w, r }: Dense,
  share: (a: number, w: number, k: number) => number,
  rest: (k: number) => number,
  epsilon: number,
): number[] {
  const result = new Array<number>(a.length).fill(0);
  for (const [k, relevance] of r.entries()) {
    const parts = a.map((value, j) => share(value, w[j]![k]!, k));
    const z = parts.reduce((sum, part) => sum + part, rest(k));
    const denominator = stable(z, epsilon);
    for (const [j, part] of parts.entries()) {
      if (denominator !== 0) result[j]! += (part * relevance) / denominator;
    }
  }
  return result;
}

const outputs = ({ a, w, b }: Dense) =>
  b.map((bias, k) => a.reduce((sum, value, j) => sum + value * w[j]![k]!, bias));

export const withoutBias = (dense: Dense): Dense => ({ ...dense, b: dense.b.map(() => 0) });

export const naiveEpsilon = (dense: Dense, epsilon: number) =>
  shared(
    dense,
    (a, w) => a * w,
    (k) => dense.b[k]!,
    epsilon,
  );

/** The side of an output counts its bias in, even where that takes no share. */
export function naiveGamma(dense: Dense, gamma: number, biases = true): number[] {
  const z = outputs(dense);
  const sides = [1, -1].map((sign) => {
    const favoured = (v: number) => v + gamma * (sign > 0 ? up(v) : down(v));
    const other = (v: number) => v + gamma * (sign > 0 ? down(v) : up(v));
    const r = dense.r.map((value, k) => (z[k]! * sign > 0 ? value : 0));
    return shared(
      { ...dense, r },
      (a, w) => up(a) * favoured(w) + down(a) * other(w),
      (k) => (biases ? favoured(dense.b[k]!) : 0),
      1e-6,
    );
  });
  return sides[0]!.map((value, j) => value + sides[1]![j]!);
}

export function naiveAlphaBeta(dense: Dense, alpha: number, beta: number): number[] {
  const favour = shared(
    dense,
    (a, w) => up(a * w),
    (k) => up(dense.b[k]!),
    1e-6,
  );
  const against = shared(
    dense,
    (a, w) => down(a * w),
    (k) => down(dense.b[k]!),
    1e-6,
  );
  return favour.map((value, j) => alpha * value - beta * against[j]!);
}

export const naiveZBox = (dense: Dense, low: number, high: number) =>
  shared(
    dense,
    (a, w) => a * w - low * up(w) - high * down(w),
    () => 0,
    1e-6,
  );

export const naiveWSquare = (dense: Dense) =>
  shared(
    dense,
    (_, w) => w * w,
    (k) => dense.b[k]! ** 2,
    1e-6,
  );

/** @param connected 1 where an output sees an input, even by a weight of 0 */
export const naiveFlat = (dense: Dense, connected: readonly (readonly number[])[]) =>
  shared(
    { ...dense, w: connected },
    (_, w) => w,
    () => 0,
    1e-6,
  );
