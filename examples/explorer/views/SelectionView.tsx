import { Code } from '../parts/Code';
import { Curve } from '../parts/Curve';
import { FigureCard } from '../parts/FigureCard';
import { Slider } from '../parts/Slider';
import { Trouble } from '../parts/Trouble';
import { openLayer } from '../state/openLayer';
import { selection } from '../state/selection';
import { model } from '../state/session';
import { cancel } from '../state/training';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { Figure, SelectionAnswer } from '../worker/protocol';

import { selectionCode } from './codes';

const said = words.selection;

/** Which kernels the images need. */
export function SelectionView() {
  const { answer, busy, failure } = useAnswer('selection', selection.question);
  if (model.value?.takesSpectra) return <p class="hint">{said.onlyImages}</p>;
  return (
    <>
      <div class="controls">
        <Slider label={said.tolerance} of={selection.tolerance} min={0.05} max={1} step={0.05} />
        <div class="buttons">
          <button
            type="button"
            class="main"
            disabled={busy.value}
            onClick={() => {
              selection.runs.value += 1;
            }}
          >
            {said.run}
          </button>
          <button type="button" disabled={!busy.value} onClick={cancel}>
            {said.cancel}
          </button>
        </div>
      </div>
      <Trouble of={failure} />
      {answer.value && <Found of={answer.value} />}
      <Code lines={selectionCode(selection.tolerance.value)} />
    </>
  );
}

function Required({
  of: { kernel, count, activation, weights, spectrum },
}: {
  readonly of: SelectionAnswer['kernels'][number];
}) {
  const card = (title: string, name: string, { picture, field }: Figure, linked = false) => (
    <FigureCard {...{ title, picture, field, linked }} name={`${name}-${kernel}`} />
  );
  return (
    <div class="ranked">
      {card(said.needed(kernel, count), 'activation', activation, true)}
      <div class="pair tight">
        {card(said.kernelOf(kernel), 'kernel', weights)}
        {card(said.spectrumOf(kernel), 'spectrum', spectrum)}
      </div>
    </div>
  );
}

function Found({ of: { histogram, images, kernels, kept } }: { readonly of: SelectionAnswer }) {
  const most = Math.max(1, ...histogram);
  return (
    <>
      <section class="stack">
        <h3>{said.histogram(images)}</h3>
        <ul class="histogram">
          {histogram.map((count, kernel) => (
            <li key={kernel}>
              <button
                type="button"
                title={said.needed(kernel, count)}
                aria-label={said.needed(kernel, count)}
                onClick={() => openLayer(kernel)}
              >
                <span style={{ blockSize: `${(100 * count) / most}%` }} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section class="stack">
        <h3>{said.most}</h3>
        <p class="hint">{said.kernelsHint}</p>
        <div class="row">
          {kernels.map((each) => (
            <Required key={each.kernel} of={each} />
          ))}
        </div>
      </section>
      <section>
        <h3>{said.kept}</h3>
        <div class="narrow">
          <Curve
            label={said.kept}
            series={[{ name: said.kept, values: kept.map(({ agreement }) => agreement) }]}
            end={String(histogram.length)}
            {...said.keptAxis}
          />
        </div>
      </section>
    </>
  );
}
