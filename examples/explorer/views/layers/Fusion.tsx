import { shownNumber } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { asked } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { FusionAnswer } from '../../worker/protocol';
import { FusionTable } from './FusionTable';

const said = words.fusion;

/** What fuseModel would make of each run of linear layers, and what that costs. */
export function Fusion() {
  const { answer, busy, failure } = useAnswer('fusion', () => asked.value);
  const found = answer.value;
  return (
    <section class="stack" aria-busy={busy.value || !(found || failure.value)}>
      <Trouble of={failure} />
      <p class="hint">{said.hint}</p>
      {found && (
        <>
          <FusionTable of={found.runs} />
          <Tried of={found} />
        </>
      )}
    </section>
  );
}

/** What came out on this image. */
const Tried = ({ of: { runs, ms, difference, padding } }: { readonly of: FusionAnswer }) => (
  <>
    {runs.every(({ isLeft }) => isLeft) ? (
      <p>{said.nothing}</p>
    ) : (
      <p>{said.tried(ms.before.toFixed(1), ms.after.toFixed(1), shownNumber(difference))}</p>
    )}
    {padding && <p>{said.padding(shownNumber(padding.max), padding.bandWidth)}</p>}
  </>
);
