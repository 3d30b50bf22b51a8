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
  // an address may say what this model does not have
  const value = Math.min(Math.max(of.value, min), max);
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <input
        {...{ id, type: 'range', min, max, step, value }}
        onInput={(event) => {
          of.value = Number(event.currentTarget.value);
        }}
      />
      <output for={id}>{shown(value)}</output>
    </div>
  );
}
