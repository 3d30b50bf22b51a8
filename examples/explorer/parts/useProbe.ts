import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { probe } from '../state/probe';
import type { Picture } from '../worker/protocol';

type Pick = (row: number, column: number) => void;

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Has the pointer, or the arrow keys, of one picture be the probe of all; a click picks its pixel. */
export function useProbe(
  box: RefObject<HTMLElement | null>,
  picture: Picture | undefined,
  isOn: boolean,
  onPick: Pick | undefined,
): void {
  const latest = useRef({ picture, onPick });
  latest.current = { picture, onPick };
  useEffect(() => {
    const element = box.current;
    if (!element || !isOn) return;
    const over = new AbortController();
    const { signal } = over;
    element.addEventListener(
      'pointermove',
      (event) => {
        point(element, event);
        if (event.buttons === 1) pick(element, event, latest.current);
      },
      { signal },
    );
    element.addEventListener('pointerleave', () => (probe.value = undefined), { signal });
    element.addEventListener('keydown', (event) => walk(event, latest.current.picture), { signal });
    element.addEventListener('click', (event) => pick(element, event, latest.current), { signal });
    return () => over.abort();
  }, [isOn]);
}

function point(element: HTMLElement, event: PointerEvent | MouseEvent): void {
  const box = element.getBoundingClientRect();
  probe.value = {
    row: clip((event.clientY - box.top) / box.height),
    column: clip((event.clientX - box.left) / box.width),
  };
}

function walk(event: KeyboardEvent, picture: Picture | undefined): void {
  const by = steps[event.key];
  if (!by || !picture) return;
  event.preventDefault();
  const { row, column } = probe.peek() ?? { row: 0.5, column: 0.5 };
  probe.value = {
    row: clip(row + by[0] / picture.height),
    column: clip(column + by[1] / picture.width),
  };
}

function pick(
  element: HTMLElement,
  event: MouseEvent,
  { picture, onPick }: { readonly picture: Picture | undefined; readonly onPick: Pick | undefined },
): void {
  if (event.type === 'click' && event.detail > 0) point(element, event); // Enter and Space are clicks without a place
  const at = probe.peek();
  if (at && picture) {
    onPick?.(Math.floor(at.row * picture.height), Math.floor(at.column * picture.width));
  }
}

const clip = (share: number) => Math.min(0.99999, Math.max(0, share));
