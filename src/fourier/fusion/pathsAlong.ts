import { type Convolution, type Shapes, span } from '../../linear/convolution';

/**
 * Where a path from an input through some layers is, along one axis, as seen from that input: it adds up from one tap of
 * each layer. A path that leaves the image of a layer on its way meets zeros there, and counts for nothing.
 */
export interface PathState {
  readonly offset: number;
  /** The farthest that the path has been before the input, and behind it; the latter less what the image has grown. */
  readonly low: number;
  readonly high: number;
}

/** Paths through one more layer: all that end in the same state are added up. */
export interface PathStep {
  readonly taps: number;
  /** The states after it. */
  readonly states: readonly PathState[];
  /** Of every state before it and every tap, [state · taps + tap], the index of the state that it leads to. */
  readonly leads: readonly number[];
}

/** States of one layer, times the taps of the next: more take longer to tell apart than to do without. */
const MOST_LEADS = 2 ** 10;

/**
 * The paths through a stack of convolutions of stride 1 along one axis, layer by layer; undefined where there are too
 * many.
 */
export function pathsAlong(
  run: readonly Convolution<Shapes>[],
  axis: 0 | 1,
): PathStep[] | undefined {
  let before: readonly PathState[] = [{ offset: 0, low: 0, high: 0 }];
  let grown = 0;
  const steps: PathStep[] = [];
  for (const layer of run) {
    const taps = layer.kernel.shape[axis];
    if (before.length * taps > MOST_LEADS) return undefined;
    const margins = layer.margins[axis];
    grown += margins[0] + margins[1] - span(layer)[axis] + 1;
    const states: PathState[] = [];
    const places = new Map<string, number>();
    const leads = before.flatMap((state) =>
      Array.from({ length: taps }, (_, tap) => {
        const next = moved(state, margins[0] - tap * layer.dilations[axis], grown);
        const key = Object.values(next).join();
        const place = places.get(key) ?? states.push(next) - 1;
        places.set(key, place);
        return place;
      }),
    );
    before = states;
    steps.push({ taps, states, leads });
  }
  return steps;
}

function moved({ offset, low, high }: PathState, by: number, grown: number): PathState {
  const to = offset + by;
  return { offset: to, low: Math.min(low, to), high: Math.max(high, to - grown) };
}

/** Whether a path of this state from an input stays in the images, the first of which has so many inputs. */
export const stays = ({ low, high }: PathState, input: number, inputs: number): boolean =>
  input + low >= 0 && input + high < inputs;
