/** Host values seen as lines [outer, length, inner]. */
export interface HostArray {
  readonly values: Float32Array;
  readonly length: number;
  readonly inner: number;
}

export interface HostComplex {
  readonly real: HostArray;
  readonly imag: HostArray;
}
