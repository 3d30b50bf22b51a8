import { shownNumber, shownPercent } from '../parts/shownNumber';
import { type ScalingName, scalingOfName } from '../state/scalings';
import { asked, model, rescale, scalingName } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { Prediction, ScalingTrial } from '../worker/protocol';

const said = words.trials;

/** A preview of the answer under each scaling, and a hint where the present one is obviously wrong. */
export function ScalingTrials({ names }: { readonly names: readonly ScalingName[] }) {
  const { answer } = useAnswer(
    'scalings',
    () => asked.value && { ...asked.value, scalings: names.map(scalingOfName) },
  );
  const trials = answer.value ?? [];
  return (
    <div>
      <h3>{said.title}</h3>
      <ul class="trials">
        {names.map((name, i) => (
          <li key={name}>
            <button
              type="button"
              class="quiet"
              aria-pressed={name === scalingName.value}
              onClick={() => rescale(name)}
            >
              {words.scalings[name]}
            </button>
            <span>{trials[i] ? shown(trials[i].prediction) : '…'}</span>
          </li>
        ))}
      </ul>
      <p class="hint">{said.hint}</p>
      <Doubt {...{ names, trials }} />
    </div>
  );
}

function shown(prediction: Prediction | undefined): string {
  if (!prediction) return said.nothing;
  const { outputs, predicted } = prediction;
  const value = outputs[predicted] ?? 0;
  const name = model.value?.classes[predicted] ?? '';
  return `${name} ${value >= 0 && value <= 1 ? shownPercent(value) : shownNumber(value)}`;
}

/** Where a batch normalisation sees values so many times as large, or small, as it knows. */
const OBVIOUS = 5;

interface DoubtProps {
  readonly names: readonly ScalingName[];
  readonly trials: readonly ScalingTrial[];
}

function Doubt({ names, trials }: DoubtProps) {
  const doubt = doubtOf(names, trials);
  return doubt ? (
    <p class="failure" role="status">
      {doubt}
    </p>
  ) : null;
}

function doubtOf(names: readonly ScalingName[], trials: readonly ScalingTrial[]) {
  const now = scalingName.value;
  if (model.value?.takesBytes && now !== 'bytes') return said.rescales;
  const away = trials.map(({ stretch }) => Math.abs(Math.log(stretch ?? 1)));
  const at = now ? names.indexOf(now) : -1;
  const stretch = trials[at]?.stretch;
  if (stretch === undefined || (away[at] ?? 0) < Math.log(OBVIOUS)) return undefined;
  const times = shownNumber(stretch > 1 ? stretch : 1 / stretch);
  const best = names[away.indexOf(Math.min(...away))];
  const better = best && best !== now ? said.better(words.scalings[best]) : '';
  return `${stretch > 1 ? said.large(times) : said.small(times)} ${better}`;
}
