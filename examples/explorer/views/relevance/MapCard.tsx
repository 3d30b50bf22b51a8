import { Choice } from '../../parts/Choice';
import { FigureCard } from '../../parts/FigureCard';
import { Trouble } from '../../parts/Trouble';
import { relevance } from '../../state/relevance';
import { model, spectrum, target } from '../../state/session';
import { type Asking, useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import {
  type MethodName,
  methodNames,
  type RelevanceAnswer,
  type Side,
} from '../../worker/protocol';
import { ReceiptTable } from './ReceiptTable';

interface MapCardProps {
  readonly side: Side;
  readonly asking: Asking<'relevance'>;
}

/** The receipt waits until no slider moves, in ms. */
const PAUSE = 150;

const mapOf = (side: Side, answer: RelevanceAnswer | undefined) =>
  answer && { side, map: answer.map };

/** A map, its method and its receipt. */
export function MapCard({ side, asking: { answer, busy, failure } }: MapCardProps) {
  const method = relevance[side].value;
  const colours = useAnswer('recolour', () =>
    answer.value
      ? {
          ...{ side, map: answer.value.map },
          ...{ gamma: relevance.gamma.value, over: relevance.over.value === '1' },
        }
      : undefined,
  );
  const receipt = useAnswer(
    'receipt',
    () => (relevance.numbers.value === '1' ? mapOf(side, answer.value) : undefined),
    PAUSE,
  );
  const title = words.relevance.mapOf(
    words.methods[method],
    model.value?.classes[target.value] ?? '',
  );
  return (
    <div class="map">
      <Choice
        label={words.relevance[side]}
        value={method}
        options={methodNames.map((name) => [name, words.methods[name]])}
        onChoose={(name) => {
          relevance[side].value = name as MethodName;
        }}
      />
      <p class="hint">{words.hints[method]}</p>
      <Trouble of={failure.value ? failure : colours.failure} />
      <FigureCard
        {...{ title, name: `${method}-${target.value}`, linked: true, busy: busy.value }}
        picture={colours.answer.value}
        field={answer.value?.field}
        spectrum={spectrum.value}
      />
      {relevance.numbers.value === '1' && receipt.answer.value && (
        <ReceiptTable receipt={receipt.answer.value} ms={answer.value?.ms ?? 0} />
      )}
    </div>
  );
}
