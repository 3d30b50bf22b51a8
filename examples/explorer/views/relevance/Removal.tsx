import { FigureCard } from '../../parts/FigureCard';
import { Slider } from '../../parts/Slider';
import { shownNumber, shownPercent } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { relevance } from '../../state/relevance';
import { model, spectrum } from '../../state/session';
import { type Asking, useAnswer } from '../../state/useAnswer';
import { words } from '../../words';

const said = words.relevance;

/** The image without what the left map holds for relevant, and what the model says then. */
export function Removal({ of }: { readonly of: Asking<'relevance'> }) {
  const { answer, failure } = useAnswer('removal', () => {
    const map = of.answer.value?.map;
    return map === undefined ? undefined : { side: 'left', map, percent: relevance.percent.value };
  });
  const found = answer.value;
  const name = found && model.value?.classes[found.prediction.predicted];
  const value = found?.prediction.outputs[found.prediction.predicted];
  return (
    <div class="removal">
      <Slider
        label={said.remove}
        of={relevance.percent}
        {...{ min: 0, max: 60, step: 1, shown: (percent: number) => `${percent} %` }}
      />
      <Trouble of={failure} />
      <FigureCard
        title={said.removed(relevance.percent.value, name ?? '…', shownAnswer(value ?? 0))}
        name="removed"
        picture={found?.picture}
        spectrum={spectrum.value}
        linked
      />
    </div>
  );
}

const shownAnswer = (value: number) =>
  value >= 0 && value <= 1 ? shownPercent(value) : shownNumber(value);
