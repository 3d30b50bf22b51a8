import { model } from '../state/session';
import type { Prediction } from '../worker/protocol';
import { shownNumber, shownPercent } from './shownNumber';

/** Classes shown at most. */
const MOST = 5;

/** An answer, to be compared with another one whose order it keeps. */
export function SmallBars({
  title,
  answer,
  before,
}: {
  readonly title: string;
  readonly answer: Prediction;
  readonly before: Prediction | undefined;
}) {
  const { outputs } = answer;
  const was = before?.outputs ?? outputs;
  const order = [...was.keys()].sort((a, b) => (was[b] ?? 0) - (was[a] ?? 0)).slice(0, MOST);
  const areShares = outputs.every((value) => value >= 0 && value <= 1);
  const most = Math.max(...outputs.map(Math.abs)) || 1;
  return (
    <div class="small-bars">
      <h3>{title}</h3>
      <ul>
        {order.map((index) => {
          const value = outputs[index] ?? 0;
          const share = Math.max(0, areShares ? value : value / most);
          return (
            <li key={index}>
              <span class="bar" style={{ inlineSize: `${100 * share}%` }} />
              <span class="class">{model.value?.classes[index]}</span>
              <span class="value">{areShares ? shownPercent(value) : shownNumber(value)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
