import { Curve } from '../../parts/Curve';
import { relevance } from '../../state/relevance';
import { type Asking, useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { Side } from '../../worker/protocol';

const said = words.relevance;
const steps = 20;

/** It takes many predictions: it waits until no slider moves, in ms. */
const PAUSE = 400;

const askOf = (side: Side, { answer }: Asking<'relevance'>) =>
  answer.value && { side, steps, map: answer.value.map };

interface Maps {
  readonly left: Asking<'relevance'>;
  readonly right: Asking<'relevance'>;
}

/** How fast the output falls as the pixels go, by either map. */
export function FlippingCurves({ left, right }: Maps) {
  const first = useAnswer('flipping', () => askOf('left', left), PAUSE);
  const second = useAnswer('flipping', () => askOf('right', right), PAUSE);
  const series = (
    [
      ['left', first],
      ['right', second],
    ] as const
  ).flatMap(([side, { answer }]) =>
    answer.value
      ? {
          name: words.methods[relevance[side].value],
          values: answer.value.curve,
        }
      : [],
  );
  return (
    <div aria-busy={first.busy.value || second.busy.value}>
      <h3>{said.flipping}</h3>
      <Curve {...{ label: said.flipping, series, end: '100 %' }} {...said.flippingAxis} />
      <p class="hint">{said.flippingHint}</p>
    </div>
  );
}
