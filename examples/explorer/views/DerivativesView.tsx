import { Code } from '../parts/Code';
import { FigureCard } from '../parts/FigureCard';
import { Slider } from '../parts/Slider';
import { shownNumber } from '../parts/shownNumber';
import { Trouble } from '../parts/Trouble';
import { derivatives } from '../state/derivatives';
import { model, openModel, picture, target } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { Figure } from '../worker/protocol';

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
        <Slider label={said.row} of={derivatives.row} min={0} max={rows - 1} step={1} />
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
          title={said.pick}
          name="image"
          picture={picture.value}
          onPick={(row, column) => {
            derivatives.row.value = row;
            derivatives.column.value = column;
          }}
        />
        {card(said.unit, 'unit', found?.unit)}
        {card(said.unitReal, 'unit-real', found?.unitReal, false)}
        {card(said.unitMagnitude, 'unit-magnitude', found?.unitMagnitude, false)}
        {(!found || found.closed) && (
          <>
            {card(said.jacobian, 'jacobian', found?.closed?.jacobian)}
            {card(said.jacobianSpectrum, 'jacobian-spectrum', found?.closed?.spectrum, false)}
          </>
        )}
        {card(said.head, 'head-gradient', found?.head)}
        {card(said.gradient, 'gradient', found?.gradient)}
        {card(said.gradientSpectrum, 'gradient-spectrum', found?.gradientSpectrum, false)}
      </div>
      {found && !found.closed && (
        <p class="hint">
          {said.notLinear}{' '}
          <button type="button" class="quiet" onClick={() => openModel('digits')}>
            {words.convolution.openDigits}
          </button>
        </p>
      )}
      <Code
        lines={derivativesCode([derivatives.row.value, derivatives.column.value], target.value)}
      />
      {found && <p class="hint">{said.difference(shownNumber(found.difference))}</p>}
    </>
  );
}
