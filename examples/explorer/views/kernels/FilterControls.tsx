import { Choice } from '../../parts/Choice';
import { Slider } from '../../parts/Slider';
import { shownNumber, shownPercent } from '../../parts/shownNumber';
import { type FilterName, kernelFilter } from '../../state/kernelFilter';
import { words } from '../../words';

const said = words.filter;

/** Which kernels may be drawn: those in a range of one measure. */
export function FilterControls() {
  const { by, from, to } = kernelFilter;
  const range = { min: 0, max: 1, step: 0.01 };
  const shown = (share: number) => inUnits[by](kernelFilter.inUnits(share));
  return (
    <>
      <Choice
        label={said.title}
        value={by}
        options={kernelFilter.names().map((name) => [name, said.names[name]])}
        onChoose={(name) => {
          kernelFilter.by = name as FilterName;
        }}
      />
      {by !== 'none' && (
        <>
          <Slider label={said.from[by]} of={from} {...{ ...range, shown }} />
          <Slider label={said.to[by]} of={to} {...{ ...range, shown }} />
          <p class="hint">{said.hints[by]}</p>
        </>
      )}
    </>
  );
}

const inUnits: Readonly<Record<FilterName, (value: number) => string>> = {
  ...{ none: shownNumber, norm: shownPercent, band: shownNumber },
  orientation: (degrees) => `${degrees.toFixed(0)}°`,
};
