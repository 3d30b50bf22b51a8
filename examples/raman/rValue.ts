/** A value of R, as far as it is data. */
export type RValue = RNull | RSymbol | RPairlist | RVector;

/** NULL, and whatever says nothing of data: the global environment, an argument that is missing. */
export interface RNull {
  readonly type: 'null';
}

export interface RSymbol {
  readonly type: 'symbol';
  readonly name: string;
}

export interface RPairlist {
  readonly type: 'pairlist';
  readonly entries: readonly { readonly tag: string; readonly value: RValue }[];
}

export type Attributes = ReadonlyMap<string, RValue>;

export type RVector = RContents & { readonly attributes: Attributes };

/** Missing are undefined in characters, `missingInteger` in integers and logicals, and NaN in reals. */
export type RContents =
  | { readonly type: 'character'; readonly values: readonly (string | undefined)[] }
  | { readonly type: 'integer' | 'logical'; readonly values: Int32Array }
  | { readonly type: 'real'; readonly values: Float64Array }
  | { readonly type: 'list'; readonly values: readonly RValue[] };

export const missingInteger = -(2 ** 31);

/** The variables of a pairlist by their tags, or its attributes. */
export const tagged = ({ entries }: RPairlist): Attributes =>
  new Map(entries.map(({ tag, value }) => [tag, value]));
