import { effect, type Signal, signal } from '@preact/signals';

/** What is said in the address, so that a view can be shared. */
const asked = new URLSearchParams(location.search);
const parameters = new Map<string, { readonly at: Signal<string>; readonly usual: string }>();

/** A signal that the address carries where it is not as usual. */
export function inAddress(name: string, usual: string): Signal<string> {
  const known = parameters.get(name);
  if (known) return known.at;
  const at = signal(asked.get(name) ?? usual);
  parameters.set(name, { at, usual });
  effect(() => {
    at.value;
    writeSoon();
  });
  return at;
}

/** The same for a number within bounds; what is none is as usual. */
export function numberInAddress(name: string, usual: number, [least, most] = unbounded) {
  const text = inAddress(name, String(usual));
  return {
    get value(): number {
      const number = Number(text.value);
      return Number.isFinite(number) ? Math.min(Math.max(number, least), most) : usual;
    },
    set value(number: number) {
      text.value = String(number);
    },
  };
}

const unbounded: readonly [least: number, most: number] = [
  Number.NEGATIVE_INFINITY,
  Number.POSITIVE_INFINITY,
];

export type NumberInAddress = ReturnType<typeof numberInAddress>;

let isDue = false;

/** Once for all that changes at the same time. */
function writeSoon(): void {
  if (isDue) return;
  isDue = true;
  queueMicrotask(write);
}

function write(): void {
  isDue = false;
  const all = new URLSearchParams();
  for (const [name, { at, usual }] of parameters) {
    if (at.peek() !== usual) all.set(name, at.peek());
  }
  const query = all.toString();
  const search = query ? `?${query}` : '';
  if (search !== location.search) history.replaceState(null, '', search || location.pathname);
}
