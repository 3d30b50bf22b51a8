import { signal } from '@preact/signals';
import type { KernelSource, ShownKernel } from '../worker/protocol';
import { model } from './session';

/** The kernel that is looked at closely. */
export interface ChosenKernel {
  /** Id of its model. */
  readonly model: number;
  readonly source: KernelSource;
  readonly kernel: ShownKernel;
  /** Whether it was clicked, and so stays when the pointer moves over others. */
  readonly isHeld: boolean;
}

const last = signal<ChosenKernel | undefined>(undefined);

/** Of the model that is open. */
export const chosenKernel = (): ChosenKernel | undefined =>
  last.value?.model === model.value?.id ? last.value : undefined;

export const isChosen = (source: KernelSource, { number }: ShownKernel): boolean => {
  const now = chosenKernel();
  return now?.source === source && now.kernel.number === number;
};

export function chooseKernel(source: KernelSource, kernel: ShownKernel, isHeld: boolean): void {
  if (model.value) last.value = { model: model.value.id, source, kernel, isHeld };
}

/** Looks at a kernel that the pointer meets, where none was clicked. */
export function meetKernel(source: KernelSource, kernel: ShownKernel): void {
  if (!chosenKernel()?.isHeld) chooseKernel(source, kernel, false);
}

/** When other kernels of a layer are shown: the same one where it is still there, else the first of them. */
export function settleKernel(
  source: KernelSource,
  shown: readonly ShownKernel[],
  isFirst: boolean,
): void {
  const before = chosenKernel();
  const isHere = before?.source === source;
  const same = isHere && shown.find(({ number }) => number === before.kernel.number);
  const isKept = !isHere && before && (before.isHeld || !isFirst);
  const [first] = shown;
  if (same) chooseKernel(source, same, before.isHeld);
  else if (first && !isKept) chooseKernel(source, first, false);
  else if (isHere) last.value = undefined;
}
