import { Code } from '../parts/Code';
import { Equation } from '../parts/Equation';
import { FigureCard } from '../parts/FigureCard';
import { Slider } from '../parts/Slider';
import { shownNumber } from '../parts/shownNumber';
import { Trouble } from '../parts/Trouble';
import { derivatives } from '../state/derivatives';
import { model, openModel, picture, spectrum, takesSpectra, target } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { DerivativesAnswer, Figure } from '../worker/protocol';
import { derivativesCode } from './codes';

const said = words.derivatives;

/** The factors of ∂y/∂x at a pixel and a channel. */
export function DerivativesView() {
  const { answer, busy, failure } = useAnswer('derivatives', derivatives.question);
  const found = answer.value;
  const card = (title: string, name: string, figure: Figure | undefined, linked = true) => (
    <FigureCard
      {...{ title, name, linked, busy: busy.value }}
      picture={figure?.picture}
      field={figure?.field}
    />
  );
  const [rows, columns] = model.value?.input ?? [1, 1];
  return (
    <>
      <div class="controls">
        {rows > 1 && (
          <Slider label={said.row} of={derivatives.row} min={0} max={rows - 1} step={1} />
        )}
        <Slider label={said.column} of={derivatives.column} min={0} max={columns - 1} step={1} />
        <Slider
          label={said.channel}
          of={derivatives.channel}
          {...{ min: 0, max: (found?.channels ?? 1) - 1, step: 1 }}
        />
      </div>
      <Trouble of={failure} />
      {found && <p class="hint">{said.front(found.front.join(', '))}</p>}
      <div class="row">
        <FigureCard
          title={said.pick(takesSpectra.value)}
          name="image"
          picture={picture.value}
          spectrum={spectrum.value}
          onPick={(row, column) => {
            derivatives.row.value = row;
            derivatives.column.value = column;
          }}
        />
        {card(said.unit, 'unit', found?.unit)}
        {card(said.unitReal, 'unit-real', found?.unitReal, false)}
        {card(said.unitMagnitude, 'unit-magnitude', found?.unitMagnitude, false)}
      </div>
      {(!found || found.closed) && <Factors of={found} busy={busy.value} />}
      <h3>{said.whole}</h3>
      <div class="row">
        {found && !found.closed && card(said.head, 'head-gradient', found.head)}
        {card(said.gradient, 'gradient', found?.gradient)}
        {card(said.gradientSpectrum, 'gradient-spectrum', found?.gradientSpectrum, false)}
      </div>
      {found && <p class="hint">{said.difference(shownNumber(found.difference))}</p>}
      {found && !found.closed && (
        <p class="hint">
          {said.notLinear}{' '}
          <button type="button" class="quiet" onClick={() => openModel('digits')}>
            {words.convolution.openDigits}
          </button>
        </p>
      )}
      <Code
        lines={derivativesCode(
          [derivatives.row.value, derivatives.column.value],
          derivatives.channel.value,
          target.value,
        )}
      />
    </>
  );
}

interface FactorsProps {
  readonly of: DerivativesAnswer | undefined;
  readonly busy: boolean;
}

/** ∂y/∂x through one channel of g as a product, in both domains. */
function Factors({ of: found, busy }: FactorsProps) {
  const closed = found?.closed;
  return (
    <>
      <Equation
        title={said.product}
        signs={['·', '=']}
        terms={[
          { title: said.head, name: 'head-gradient', figure: found?.head, linked: true },
          { title: said.jacobian, name: 'jacobian', figure: closed?.jacobian, linked: true },
          { title: said.through, name: 'through', figure: closed?.through, linked: true },
        ]}
        busy={busy}
      />
      <Equation
        title={said.productSpectrum}
        signs={['·', '=']}
        terms={[
          { title: said.headSpectrum, name: 'head-spectrum', figure: closed?.headSpectrum },
          {
            title: said.jacobianSpectrum,
            ...{ name: 'jacobian-spectrum', figure: closed?.jacobianSpectrum },
          },
          {
            title: said.throughSpectrum,
            name: 'through-spectrum',
            figure: closed?.throughSpectrum,
          },
        ]}
        busy={busy}
      />
      <p class="hint">{said.productHint}</p>
    </>
  );
}
