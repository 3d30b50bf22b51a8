import { useEffect, useRef } from 'preact/hooks';
import { probe } from '../state/probe';
import type { Picture } from '../worker/protocol';
import { useProbe } from './useProbe';

export interface PictureViewProps {
  readonly picture: Picture | undefined;
  /** What a screen reader says. */
  readonly label: string;
  /** Whether it shows the image's places: then the pointer is seen in all others, too. */
  readonly linked?: boolean;
  /** A click, or Enter where the arrow keys have gone. */
  readonly onPick?: (row: number, column: number) => void;
}

/** Pixels as sharp squares. */
export function PictureView({ picture, label, linked = false, onPick }: PictureViewProps) {
  const box = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture) draw(canvas.current, picture);
  }, [picture]);
  useProbe(box, picture, linked || Boolean(onPick), onPick);
  const props = {
    class: `picture${picture ? '' : ' waiting'}${onPick ? ' pickable' : ''}`,
    style: picture ? { aspectRatio: `${picture.width} / ${picture.height}` } : {},
  };
  const content = (
    <>
      <canvas ref={canvas} {...(label ? { role: 'img', 'aria-label': label } : {})} />
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
