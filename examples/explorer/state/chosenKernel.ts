import { signal } from '@preact/signals';
import type { KernelSource, ShownKernel } from '../worker/protocol';
import { inAddress } from './route';
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
  if (!model.value) return;
  if (isHeld) held.value = nameOf(source, kernel);
  last.value = { model: model.value.id, source, kernel, isHeld };
}

/** The one that was clicked, by its layer and number. */
const held = inAddress('kernel', '');
const nameOf = (source: KernelSource, { number }: ShownKernel) => `${source}.${number}`;

/** Looks at a kernel that the pointer meets, where none was clicked. */
export function meetKernel(source: KernelSource, kernel: ShownKernel): void {
  if (!chosenKernel()?.isHeld) chooseKernel(source, kernel, false);
}

/** When other kernels of a layer are shown: the clicked one stays where it is still there, else a first one is taken. */
export function settleKernel(
  source: KernelSource,
  shown: readonly ShownKernel[],
  isFirst: boolean,
): void {
  const clicked = shown.find((kernel) => nameOf(source, kernel) === held.value);
  const isGone = !clicked && held.value.startsWith(`${source}.`);
  if (isGone) held.value = '';
  const isFree = isGone || (isFirst && held.value === '');
  const next = clicked ?? (isFree ? shown[0] : undefined);
  if (next) chooseKernel(source, next, next === clicked);
  else if (chosenKernel()?.source === source) last.value = undefined;
}
