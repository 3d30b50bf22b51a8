import { useId } from 'preact/hooks';
import type { NumberInAddress } from '../state/route';
import { shownNumber } from './shownNumber';

export interface SliderProps {
  readonly label: string;
  readonly of: NumberInAddress;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly shown?: (value: number) => string;
}

/** A number that follows the hand. */
export function Slider({ label, of, min, max, step, shown = shownNumber }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <input
        {...{ id, type: 'range', min, max, step, value: of.value }}
        onInput={(event) => {
          of.value = Number(event.currentTarget.value);
        }}
      />
      <output for={id}>{shown(of.value)}</output>
    </div>
  );
}
