import type { ReadonlySignal } from '@preact/signals';
import { BandBars } from '../../parts/BandBars';
import { BandSliders } from '../../parts/BandSliders';
import { FigureCard } from '../../parts/FigureCard';
import { SmallBars } from '../../parts/SmallBars';
import { Trouble } from '../../parts/Trouble';
import { relevance } from '../../state/relevance';
import { prediction, spectrum } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { Spectrum } from '../../worker/protocol';

const said = words.relevance;

/** The relevance of frequencies, and the model's answer to a band of them. */
export function Frequencies({ isAfter }: { readonly isAfter: ReadonlySignal<boolean> }) {
  const { answer, busy, failure } = useAnswer('frequencies', () =>
    isAfter.value ? relevance.frequencies() : undefined,
  );
  const found = answer.value;
  return (
    <section class="stack" aria-busy={busy.value}>
      <h3>{said.frequencies}</h3>
      <p class="hint">{said.frequenciesHint}</p>
      <Trouble of={failure} />
      <div class="controls">
        <BandSliders labels={said} band={relevance} />
      </div>
      <div class="row three">
        <FigureCard
          title={said.frequencyMap}
          name="relevance-of-frequencies"
          picture={found?.map.picture}
          field={found?.map.field}
        >
          {found && (
            <BandBars
              label={said.bands}
              values={found.bands}
              highest={found.highest}
              within={[relevance.low.value, relevance.high.value]}
            />
          )}
        </FigureCard>
        <FigureCard
          title={said.remains}
          name="band"
          picture={found?.picture}
          spectrum={lineOf(found?.values)}
          linked
        />
        {found && (
          <SmallBars title={said.bandAnswer} answer={found.prediction} before={prediction.value} />
        )}
      </div>
    </section>
  );
}

const lineOf = (values: Float32Array | undefined): Spectrum | undefined =>
  values && { values, places: spectrum.value?.places ?? values };
