import { useEffect, useRef } from 'preact/hooks';
import { openImages } from '../state/session';
import { words } from '../words';

const side = 224;

/** White strokes on black, as the digits of MNIST are. */
export function DrawingPad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const over = new AbortController();
    clear(canvas.current);
    followPointer(canvas.current, over.signal);
    return () => over.abort();
  }, []);
  const take = () => {
    canvas.current?.toBlob((drawing) => {
      if (drawing) void openImages([drawing]);
    });
  };
  return (
    <details>
      <summary>{words.draw}</summary>
      <div class="pad">
        <canvas ref={canvas} width={side} height={side} role="img" aria-label={words.drawHere} />
        <div class="buttons">
          <button type="button" onClick={take}>
            {words.useDrawing}
          </button>
          <button type="button" onClick={() => canvas.current && clear(canvas.current)}>
            {words.clear}
          </button>
        </div>
      </div>
    </details>
  );
}

function clear(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = 'black';
  context.fillRect(0, 0, side, side);
}

function followPointer(canvas: HTMLCanvasElement, signal: AbortSignal): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  Object.assign(context, { lineWidth: 17, lineCap: 'round', lineJoin: 'round' });
  context.strokeStyle = 'white';
  const place = (event: PointerEvent): [number, number] => {
    const scale = side / canvas.getBoundingClientRect().width;
    return [event.offsetX * scale, event.offsetY * scale];
  };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.setPointerCapture(event.pointerId);
      context.beginPath();
      context.moveTo(...place(event));
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (event.buttons === 0) return;
      context.lineTo(...place(event));
      context.stroke();
    },
    { signal },
  );
}
