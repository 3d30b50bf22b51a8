import type { ComponentChildren } from 'preact';
import { PictureView } from '../../parts/PictureView';
import { chooseKernel, isChosen, meetKernel } from '../../state/chosenKernel';
import { words } from '../../words';
import type { KernelSource, ShownKernel } from '../../worker/protocol';

const said = words.kernels;

interface KernelTileProps {
  readonly source: KernelSource;
  readonly kernel: ShownKernel;
  /** Whether it is looked at closely when the pointer meets it; a click always does that. */
  readonly isMet?: boolean;
  readonly children: ComponentChildren;
}

/** A kernel above its spectrum, to be chosen. */
export function KernelTile({ source, kernel, isMet = true, children }: KernelTileProps) {
  const { input, output } = kernel;
  return (
    <button
      type="button"
      class="tile"
      aria-pressed={isChosen(source, kernel)}
      onClick={() => chooseKernel(source, kernel, true)}
      {...(isMet && { onPointerEnter: () => meetKernel(source, kernel) })}
    >
      <PictureView picture={kernel.kernel.picture} label={said.kernelOf(input, output)} />
      <PictureView picture={kernel.spectrum.picture} label={said.spectrumOf(input, output)} />
      <small>{children}</small>
    </button>
  );
}
