import { words } from '../words';
import { shownNumber } from './shownNumber';

export interface BandBarsProps {
  readonly label: string;
  /** Of rings of equal width, up to the highest frequency. */
  readonly values: readonly number[];
  /** In cycles per pixel. */
  readonly highest: number;
  /** What is left of the frequencies; the other bars are pale. */
  readonly within: readonly [low: number, high: number];
}

const [width, height] = [320, 90];

/** Bars up and down from a line. */
export function BandBars({ label, values, highest, within: [low, high] }: BandBarsProps) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  const [step, middle] = [width / values.length, height / 2];
  const edgeOf = (i: number) => (highest * i) / values.length;
  return (
    <div>
      <svg class="band-bars" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {values.map((value, i) => {
          const size = (Math.abs(value) / most) * (middle - 2);
          const isIn = edgeOf(i + 0.5) >= low && edgeOf(i + 0.5) <= high;
          return (
            <rect
              key={i}
              class={`${value < 0 ? 'against' : 'for'}${isIn ? '' : ' out'}`}
              {...{ x: i * step + 1, width: step - 2, height: size }}
              y={value < 0 ? middle : middle - size}
            >
              <title>
                {words.relevance.ofBand(
                  ...([edgeOf(i), edgeOf(i + 1), value].map(shownNumber) as [
                    string,
                    string,
                    string,
                  ]),
                )}
              </title>
            </rect>
          );
        })}
        <line class="axis" x1={0} x2={width} y1={middle} y2={middle} />
      </svg>
      <p class="hint">{label}</p>
    </div>
  );
}
