import { Curve } from '../../parts/Curve';
import { FigureCard } from '../../parts/FigureCard';
import { Slider } from '../../parts/Slider';
import { shownNumber } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { convolution } from '../../state/convolution';
import { model } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';

const said = words.convolution;

/** From padding once to the layers as they are: where g(x) differs, and by how much. */
export function Borders() {
  const { answer, busy, failure } = useAnswer('borders', convolution.borders);
  const found = answer.value;
  const layers = model.value?.linearFront ?? 1;
  return (
    <section class="stack" aria-busy={busy.value}>
      <h3>{said.borders}</h3>
      <div class="controls">
        <Slider
          label={said.resets}
          of={convolution.resets}
          {...{ min: 0, max: layers - 1, step: 1 }}
          shown={(count) => said.resetsOf(count, layers)}
        />
      </div>
      <Trouble of={failure} />
      <div class="row wide">
        <FigureCard
          title={said.error}
          name="accumulated-error"
          {...{ picture: found?.error.picture, field: found?.error.field, linked: true }}
        />
        {found && (
          <div>
            <h3>{said.profile}</h3>
            <Curve
              label={said.profile}
              series={[{ name: said.profile, values: found.profile }]}
              end={String(found.profile.length - 1)}
              {...said.profileAxis}
            />
            <p class="hint">
              {said.band(found.bandWidth, shownNumber(found.max), shownNumber(found.interiorMax))}
            </p>
          </div>
        )}
      </div>
    </section>
  );
}
