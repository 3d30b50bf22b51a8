import { Slider } from '../../parts/Slider';
import { shownNumber } from '../../parts/shownNumber';
import { convolution } from '../../state/convolution';
import { words } from '../../words';

const said = words.convolution;

interface EditableKernelProps {
  readonly weights: readonly number[];
  readonly columns: number;
}

/** The weights as numbers to be changed: arrow keys, the wheel, or typing. */
export function EditableKernel({ weights, columns }: EditableKernelProps) {
  const step = Number((Math.max(...weights.map(Math.abs)) / 10 || 0.1).toPrecision(1));
  return (
    <div>
      <h3>{said.weights}</h3>
      <div
        class="cells"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(3.3rem, 1fr))`,
          maxInlineSize: `${4 * columns}rem`,
        }}
      >
        {weights.map((value, i) => (
          <input
            key={i}
            type="number"
            step={step}
            aria-label={`${said.kernel} ${Math.floor(i / columns) + 1}, ${(i % columns) + 1}`}
            value={Number(value.toPrecision(3))}
            title={shownNumber(value)}
            onInput={(event) => {
              const number = event.currentTarget.valueAsNumber;
              if (!Number.isFinite(number)) return;
              convolution.edited.value = weights.map((old, at) => (at === i ? number : old));
            }}
          />
        ))}
      </div>
      <Slider label={said.brush} of={convolution.brush} min={-2} max={2} step={0.1} />
      <button
        type="button"
        disabled={convolution.edited.value === undefined}
        onClick={() => {
          convolution.edited.value = undefined;
        }}
      >
        {said.reset}
      </button>
    </div>
  );
}
