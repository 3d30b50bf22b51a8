/** One part of a cross-validation. */
export interface Fold {
  /** Indices of the samples outside the fold, ascending. */
  readonly train: number[];
  /** Indices of the samples in the fold, ascending. */
  readonly test: number[];
}

/** @param foldOf the fold of each sample */
export function foldsOf(foldOf: readonly number[], splits: number): Fold[] {
  const samples = foldOf.map((_, sample) => sample);
  return Array.from({ length: splits }, (_, fold) => ({
    train: samples.filter((sample) => foldOf[sample] !== fold),
    test: samples.filter((sample) => foldOf[sample] === fold),
  }));
}
