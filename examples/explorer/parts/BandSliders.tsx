import type { NumberInAddress } from '../state/route';
import { highestFrequency } from '../state/shown';
import { Slider } from './Slider';

export interface BandSlidersProps {
  readonly labels: { readonly low: string; readonly high: string };
  readonly band: { readonly low: NumberInAddress; readonly high: NumberInAddress };
}

/** The lowest and the highest frequency of a band. */
export function BandSliders({ labels, band }: BandSlidersProps) {
  const most = highestFrequency();
  return (
    <>
      <Slider label={labels.low} of={band.low} min={0} max={most - 0.01} step={0.01} />
      <Slider label={labels.high} of={band.high} min={0} max={most} step={0.01} />
    </>
  );
}
