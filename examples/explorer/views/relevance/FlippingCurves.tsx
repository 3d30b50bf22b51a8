import { Curve } from '../../parts/Curve';
import { relevance } from '../../state/relevance';
import { type Asking, useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { MethodName } from '../../worker/protocol';

const said = words.relevance;
const steps = 20;

interface Maps {
  readonly left: Asking<'relevance'>;
  readonly right: Asking<'relevance'>;
}

/** How fast the output falls as the pixels go, by either map. */
export function FlippingCurves({ left, right }: Maps) {
  const first = useAnswer('flipping', () => left.answer.value && { side: 'left', steps });
  const second = useAnswer('flipping', () => right.answer.value && { side: 'right', steps });
  const series = (
    [
      ['left', first],
      ['right', second],
    ] as const
  ).flatMap(([side, { answer }]) =>
    answer.value
      ? {
          name: words.methods[relevance[side].value as MethodName],
          values: answer.value.curve,
        }
      : [],
  );
  return (
    <div>
      <h3>{said.flipping}</h3>
      <Curve {...{ label: said.flipping, series, end: '100 %' }} {...said.flippingAxis} />
      <p class="hint">{said.flippingHint}</p>
    </div>
  );
}
