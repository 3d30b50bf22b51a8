import { Trouble } from '../../parts/Trouble';
import { chosenKernel } from '../../state/chosenKernel';
import { spectrumPart } from '../../state/shown';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { DuplicatesQuestion } from '../../worker/protocol';
import { KernelTile } from './KernelTile';

const said = words.kernels;

/** The kernels of the layer that are most like the chosen one. */
export function Duplicates() {
  const { answer, busy, failure } = useAnswer('duplicates', question);
  const source = chosenKernel()?.source ?? 0;
  const found = answer.value;
  return (
    <section class="stack" aria-busy={busy.value || !found}>
      <Trouble of={failure} />
      <p class="hint">{found?.length === 0 ? said.noOther : said.duplicatesHint}</p>
      <ul class="kernels">
        {found?.map((kernel) => (
          <li key={kernel.number}>
            <KernelTile {...{ source, kernel, isMet: false }}>
              {said.similar(kernel.input, kernel.output, kernel.similarity.toFixed(3))}
            </KernelTile>
          </li>
        ))}
      </ul>
    </section>
  );
}

function question(): DuplicatesQuestion | undefined {
  const now = chosenKernel();
  if (!now) return undefined;
  const { model, source, kernel } = now;
  return { model, source, number: kernel.number, part: spectrumPart.value };
}
