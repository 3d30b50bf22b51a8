import { useEffect } from 'preact/hooks';
import { Trouble } from '../../parts/Trouble';
import { settleKernel } from '../../state/chosenKernel';
import { kernelFilter } from '../../state/kernelFilter';
import { kernels } from '../../state/kernels';
import { model } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { KernelSource, KernelsAnswer } from '../../worker/protocol';
import { KernelTile } from './KernelTile';

const said = words.kernels;

interface KernelRowProps {
  readonly source: KernelSource;
  /** Its first kernel is shown where none is chosen. */
  readonly isFirst: boolean;
}

/** Some kernels of one layer, each above its spectrum. */
export function KernelRow({ source, isFirst }: KernelRowProps) {
  const { answer, busy, failure } = useAnswer('kernels', () => kernels.question(source));
  useEffect(() => {
    if (answer.value) settleKernel(source, answer.value.kernels, isFirst);
  }, [answer.value]);
  return (
    <section aria-busy={busy.value}>
      <h3>{titleOf(source)}</h3>
      <Trouble of={failure} />
      {answer.value && kernelFilter.by !== 'none' && <Count of={answer.value} />}
      <ul class="kernels">
        {(answer.value?.kernels ?? []).map((kernel) => (
          <li key={kernel.number}>
            <KernelTile {...{ source, kernel }}>
              {said.pair(kernel.input, kernel.output)}
            </KernelTile>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How many kernels pass the filter. */
const Count = ({ of: { within, all } }: { readonly of: KernelsAnswer }) => (
  <p class="hint">{within > 0 ? said.within(within, all) : said.noneWithin(all)}</p>
);

function titleOf(source: KernelSource): string {
  if (source === 'fused') return said.fused;
  const facts = model.value?.layers[source];
  return facts ? said.layer(facts.name, facts.kernel?.join(' × ') ?? '') : '';
}
