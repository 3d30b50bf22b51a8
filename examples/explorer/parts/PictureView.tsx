import { useEffect, useRef } from 'preact/hooks';
import { probe } from '../state/probe';
import type { Picture, Spectrum } from '../worker/protocol';
import { SpectrumLine } from './SpectrumLine';
import { useProbe } from './useProbe';

export interface PictureViewProps {
  readonly picture: Picture | undefined;
  /** Drawn over the picture of one row. */
  readonly spectrum?: Spectrum | undefined;
  /** What a screen reader says. */
  readonly label: string;
  /** Whether it shows the image's places: then the pointer is seen in all others, too. */
  readonly linked?: boolean;
  /** A click, or Enter where the arrow keys have gone. */
  readonly onPick?: (row: number, column: number) => void;
}

/** Pixels as sharp squares. */
export function PictureView({
  picture,
  spectrum,
  label,
  linked = false,
  onPick,
}: PictureViewProps) {
  const box = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture) draw(canvas.current, picture);
  }, [picture]);
  useProbe(box, picture, linked || Boolean(onPick), onPick);
  const props = {
    class: `picture${picture ? '' : ' waiting'}${onPick ? ' pickable' : ''}`,
    style: picture ? { aspectRatio: aspectOf(picture) } : {},
  };
  const content = (
    <>
      <canvas ref={canvas} {...(label ? { role: 'img', 'aria-label': label } : {})} />
      {spectrum && <SpectrumLine of={spectrum} />}
      {(linked || onPick) && picture && <Mark picture={picture} />}
    </>
  );
  return onPick ? (
    <button type="button" ref={box as { current: HTMLButtonElement | null }} {...props}>
      {content}
    </button>
  ) : (
    <div ref={box as { current: HTMLDivElement | null }} {...props}>
      {content}
    </div>
  );
}

/** Rows that stand alone are drawn high enough to be seen. */
const aspectOf = ({ width, height }: Picture) =>
  height === 1 && width > 8 ? '5 / 2' : `${width} / ${height}`;

/** The pixel under the pointer. */
function Mark({ picture: { width, height } }: { readonly picture: Picture }) {
  const at = probe.value;
  if (!at) return null;
  const [row, column] = [Math.floor(at.row * height), Math.floor(at.column * width)];
  const style = {
    left: `${(100 * column) / width}%`,
    top: `${(100 * row) / height}%`,
    width: `${100 / width}%`,
    height: `${100 / height}%`,
  };
  return <span class="mark" style={style} aria-hidden="true" />;
}

function draw(canvas: HTMLCanvasElement, { width, height, rgba }: Picture): void {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
}
