import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { PictureView } from '../../parts/PictureView';
import { Trouble } from '../../parts/Trouble';
import { type Chosen, kernels } from '../../state/kernels';
import { model } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { KernelSource, ShownKernel } from '../../worker/protocol';

const said = words.kernels;

interface KernelRowProps {
  readonly source: KernelSource;
  readonly chosen: Signal<Chosen | undefined>;
  /** Its first kernel is shown where none is chosen. */
  readonly isFirst: boolean;
}

/** Some kernels of one layer, each above its spectrum. */
export function KernelRow({ source, chosen, isFirst }: KernelRowProps) {
  const { answer, busy, failure } = useAnswer('kernels', () => kernels.question(source));
  const choose = (kernel: ShownKernel) => {
    chosen.value = { source, kernel };
  };
  useEffect(() => {
    const [first] = answer.value ?? [];
    if (isFirst && first) choose(first);
  }, [answer.value]);
  return (
    <section aria-busy={busy.value}>
      <h3>{titleOf(source)}</h3>
      <Trouble of={failure} />
      <ul class="kernels">
        {(answer.value ?? []).map((kernel) => {
          const { input, output } = kernel;
          const isChosen =
            chosen.value?.source === source &&
            chosen.value.kernel.input === input &&
            chosen.value.kernel.output === output;
          return (
            <li key={`${input}-${output}`}>
              <button
                type="button"
                class="tile"
                aria-pressed={isChosen}
                onClick={() => choose(kernel)}
                onPointerEnter={() => choose(kernel)}
              >
                <PictureView picture={kernel.kernel.picture} label={said.kernelOf(input, output)} />
                <PictureView
                  picture={kernel.spectrum.picture}
                  label={said.spectrumOf(input, output)}
                />
                <small>{said.pair(input, output)}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function titleOf(source: KernelSource): string {
  if (source === 'fused') return said.fused;
  const facts = model.value?.layers[source];
  return facts ? said.layer(facts.name, facts.kernel?.join(' × ') ?? '') : '';
}
