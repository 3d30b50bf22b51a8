import type { HostMemory } from '../../../internal/host/hostMemory';
import { itemAt } from '../../../internal/itemAt';
import type { PerAxis } from '../../../linear/convolution';
import type { Zone } from '../zone';
import { groupedSize, packGroups } from './packGroups';
import type { PatchModule } from './patchModule';

/** A patch whose weights and biases are in the module. */
export interface ModulePatch {
  readonly zones: PerAxis<Zone>;
  /** Rows that a place sees, and values of each: columns times channels. */
  readonly tapRows: number;
  readonly tapLine: number;
  /** Rows of outputs that a place has, and values of each. */
  readonly segments: number;
  readonly outputs: number;
  /** Pointers. */
  readonly weights: number;
  readonly bias: number;
}

/** What an interior has at a place is one output; edges and corners have all of theirs at one. */
export const outputsOf = ({ kind, count }: Zone): number => (kind === 'interior' ? 1 : count);

/** What two tensors of a patch are on the backend. */
export interface PatchInfos {
  readonly zones: PerAxis<Zone>;
  readonly kernel: Info;
  readonly bias: Info;
}

type Info = Parameters<HostMemory['values']>[0];

/** The patches of a fused run in the module, where they stay for other calls; valid until the next call. */
export function modulePatches(
  module: PatchModule,
  memory: HostMemory,
  infos: readonly PatchInfos[],
): ModulePatch[] {
  let size = 0;
  const room = (count: number) => {
    size += count;
    return 4 * (size - count);
  };
  const patches = infos.map(({ zones, kernel }): ModulePatch => {
    const [tapRows, tapColumns, inputs, all] = kernel.shape as [number, number, number, number];
    const segments = outputsOf(zones[0]);
    const [tapLine, outputs] = [tapColumns * inputs, all / segments];
    const weights = room(groupedSize(tapRows * tapLine, segments, outputs));
    const bias = room(groupedSize(1, segments, outputs));
    return { zones, tapRows, tapLine, segments, outputs, weights, bias };
  });
  const fill = (to: Float32Array) => {
    for (const [i, { tapRows, tapLine, segments, outputs, weights, bias }] of patches.entries()) {
      const info = itemAt(infos, i);
      const pack = (values: Float32Array, inputs: number, at: number) =>
        packGroups(values, inputs, segments, outputs, to.subarray(at / 4));
      pack(memory.values(info.kernel), tapRows * tapLine, weights);
      pack(memory.values(info.bias), 1, bias);
    }
  };
  const data = infos.flatMap(({ kernel, bias }) => [kernel.dataId, bias.dataId]);
  const name = patches.map(({ tapRows, segments }) => [tapRows, segments]).join();
  const base = module.kept(data, name, size, fill);
  return patches.map((patch) => ({
    ...patch,
    weights: base + patch.weights,
    bias: base + patch.bias,
  }));
}
