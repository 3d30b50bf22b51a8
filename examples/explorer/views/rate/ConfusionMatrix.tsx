import { signal } from '@preact/signals';
import { shownPercent } from '../../parts/shownNumber';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';

const said = words.matrix;

/** The document's two cases: rows actual, columns predicted. */
const cases = {
  balanced: [
    [70, 10],
    [50, 50],
  ],
  imbalanced: [
    [1, 9],
    [2, 988],
  ],
} as const;

const matrix = signal<readonly (readonly number[])[]>(cases.imbalanced);

/** A matrix to be changed, with accuracy against balanced accuracy. */
export function ConfusionMatrix() {
  const { answer, failure } = useAnswer('matrixScores', () => matrix.value.map((row) => [...row]));
  const change = (i: number, j: number, value: number) => {
    if (!Number.isInteger(value) || value < 0) return;
    matrix.value = matrix.value.map((row, at) =>
      at === i ? row.map((old, column) => (column === j ? value : old)) : row,
    );
  };
  return (
    <section class="stack">
      <h3>{said.title}</h3>
      <div class="buttons">
        {(Object.keys(cases) as (keyof typeof cases)[]).map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              matrix.value = cases[name];
            }}
          >
            {said.cases[name]}
          </button>
        ))}
      </div>
      <div class="pair">
        <table>
          <thead>
            <tr>
              <td />
              {said.classes.map((name) => (
                <th key={name} scope="col">
                  {said.predicted(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.value.map((row, i) => (
              <tr key={said.classes[i]}>
                <th scope="row">{said.actual(said.classes[i] ?? '')}</th>
                {row.map((value, j) => (
                  <td key={said.classes[j]}>
                    <input
                      class="count"
                      type="number"
                      min={0}
                      aria-label={`${said.actual(said.classes[i] ?? '')}, ${said.predicted(said.classes[j] ?? '')}`}
                      value={value}
                      onInput={(event) => change(i, j, event.currentTarget.valueAsNumber)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {answer.value && (
          <table>
            <tbody>
              {(
                [
                  [said.accuracy, answer.value.accuracy],
                  [said.balanced, answer.value.balancedAccuracy],
                  [said.sensitivity, answer.value.sensitivity[0] ?? 0],
                  [said.specificity, answer.value.specificity[0] ?? 0],
                ] as const
              ).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{shownPercent(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {failure.value && <p class="failure">{words.failed(failure.value)}</p>}
    </section>
  );
}
