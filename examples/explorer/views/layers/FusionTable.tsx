import { shownNumber } from '../../parts/shownNumber';
import { words } from '../../words';
import type { BeforeAfter, FusedRun } from '../../worker/protocol';

const said = words.fusion;

/** A row for each run of linear layers. */
export const FusionTable = ({ of: runs }: { readonly of: readonly FusedRun[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
  <section class="scroll" tabIndex={0} aria-label={said.title}>
    <table class="layers fusion">
      <thead>
        <tr>
          {Object.entries(said.columns).map(([key, title]) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.name}>
            <th scope="row">{run.layers.join(' → ')}</th>
            <td class="text">{run.isLeft ? said.left : run.choice.map(nameOf).join(', then ')}</td>
            <td class="text">{run.reason}</td>
            <Change of={run.multiplications} shown={said.millions} />
            <Change of={run.ms} shown={said.ms} />
            <Change of={run.weights} shown={(value) => value} whole />
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const nameOf = (method: FusedRun['choice'][number]) => said.methods[method];

interface ChangeProps {
  readonly of: BeforeAfter | undefined;
  readonly shown: (value: string) => string;
  readonly whole?: boolean;
}

/** Before and after; once where nothing changes. */
function Change({ of, shown, whole = false }: ChangeProps) {
  if (!of) return <td>{said.unknown}</td>;
  const written = [of.before, of.after].map((value) =>
    shown(whole ? value.toLocaleString('en') : shownNumber(value)),
  );
  return <td>{[...new Set(written)].join(' → ')}</td>;
}
