import { shownNumber, shownPercent } from '../parts/shownNumber';
import { chooseTarget, model, prediction, target, targetIsChosen } from '../state/session';
import { words } from '../words';

/** Classes shown at most. */
const MOST = 8;

/** What the model says; a click on a class has it explained. */
export function AnswerPanel() {
  const [facts, answer] = [model.value, prediction.value];
  if (!facts || !answer) return null;
  const { outputs } = answer;
  const order = [...outputs.keys()].sort((a, b) => (outputs[b] ?? 0) - (outputs[a] ?? 0));
  const shown = order.slice(0, MOST);
  if (!shown.includes(target.value)) shown.push(target.value);
  const areShares = outputs.every((value) => value >= 0 && value <= 1);
  const most = Math.max(...outputs.map(Math.abs)) || 1;
  return (
    <section class="answer" aria-labelledby="answer-title">
      <h2 id="answer-title">
        {words.answer} <small>{words.predictedIn(answer.ms)}</small>
      </h2>
      <ul class="bars">
        {shown.map((index) => {
          const value = outputs[index] ?? 0;
          const share = Math.max(0, areShares ? value : value / most);
          return (
            <li key={index}>
              <button
                type="button"
                aria-pressed={index === target.value}
                title={words.explain(facts.classes[index] ?? '')}
                onClick={() => chooseTarget(index)}
              >
                <span class="bar" style={{ inlineSize: `${100 * share}%` }} />
                <span class="class">{facts.classes[index]}</span>
                <span class="value">{areShares ? shownPercent(value) : shownNumber(value)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {targetIsChosen.value && (
        <button type="button" class="quiet" onClick={() => chooseTarget(undefined)}>
          {words.asPredicted}
        </button>
      )}
    </section>
  );
}
