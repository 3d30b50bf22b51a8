import type { Margins } from '../../linear/convolution';

/** Which outputs of a convolution along one axis see inputs at all: the others are 0, however many there are. */
export interface SeenOutputs {
  readonly outputs: number;
  /** Outputs before and after those that are computed. */
  readonly unseen: Margins;
  /** Margins that give the computed ones, and those that a stride leaves out between them. */
  readonly margins: Margins;
}

/** One output is computed at least, for gradients to find their way. */
export function seenOutputs(
  length: number,
  span: number,
  stride: number,
  [before, after]: Margins,
): SeenOutputs {
  const outputs = Math.floor((length + before + after - span) / stride) + 1;
  const within = (output: number) => Math.max(0, Math.min(output, outputs - 1));
  // output j sees the inputs from j·stride - before on
  const first = within(Math.ceil((before - span + 1) / stride));
  const last = Math.max(first, within(Math.floor((before + length - 1) / stride)));
  const margin = before - first * stride;
  const end = (last - first) * stride + span - length - margin;
  return { outputs, unseen: [first, outputs - 1 - last], margins: [margin, end] };
}
