import { FigureCard } from '../../parts/FigureCard';
import { Opening } from '../../parts/Opening';
import { frequencyAt, planeWave } from '../../parts/planeWave';
import { shownNumber } from '../../parts/shownNumber';
import { chosenKernel } from '../../state/chosenKernel';
import { convolution } from '../../state/convolution';
import { probe } from '../../state/probe';
import { model } from '../../state/session';
import { convLayers, spectrumPart } from '../../state/shown';
import { view } from '../../state/view';
import { words } from '../../words';
import { Duplicates } from './Duplicates';
import { SingularValues } from './SingularValues';

const said = words.kernels;

/** One kernel with its numbers, and the wave of the frequency under the pointer. */
export function ChosenKernel() {
  const chosen = chosenKernel();
  if (!chosen) return <aside />;
  const { source, kernel } = chosen;
  const { input, output } = kernel;
  const columns = kernel.kernel.field.shape[1] ?? 1;
  return (
    <aside class="chosen">
      <h3>{said.kernelOf(input, output)}</h3>
      <div class="pair tight">
        <FigureCard
          title={said.weights}
          name={`kernel-${source}-${input}-${output}`}
          {...{ picture: kernel.kernel.picture, field: kernel.kernel.field }}
        />
        <FigureCard
          title={words.parts[spectrumPart.value]}
          name={`spectrum-${source}-${input}-${output}`}
          {...{ picture: kernel.spectrum.picture, field: kernel.spectrum.field, linked: true }}
        />
      </div>
      <Wave n={kernel.spectrum.field.shape[0] ?? 1} />
      <table class="weights">
        <tbody>
          {rowsOf(kernel.kernel.field.values, columns).map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={j}>{shownNumber(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        <dt>{said.number}</dt>
        <dd>{said.numberOf(kernel.number, kernel.among)}</dd>
        <dt>{said.norm}</dt>
        <dd>{shownNumber(kernel.norm)}</dd>
        <dt>{said.orientation}</dt>
        <dd>{kernel.orientation.toFixed(0)}°</dd>
        <dt>{said.band}</dt>
        <dd>{shownNumber(kernel.band)}</dd>
      </dl>
      {source !== 'fused' && (
        <button type="button" onClick={() => open(source, input, output)}>
          {said.open}
        </button>
      )}
      <Opening title={said.singular}>
        <SingularValues key={`${model.value?.id}-${source}`} of={source} />
      </Opening>
      <Opening title={said.duplicates}>
        <Duplicates key={`${model.value?.id}-${source}`} />
      </Opening>
    </aside>
  );
}

/** Shows the kernel in the convolution view. */
function open(source: number, input: number, output: number): void {
  convolution.layer.value = convLayers.value.findIndex(({ index }) => index === source);
  convolution.input.value = input;
  convolution.output.value = output;
  view.value = 'convolution';
}

function Wave({ n }: { readonly n: number }) {
  const at = probe.value ?? { row: 0.5, column: 0.5 };
  const [v, h] = [frequencyAt(at.row, n), frequencyAt(at.column, n)];
  return (
    <div class="wave">
      <FigureCard title={said.wave} name="wave" picture={planeWave(v, h)} />
      <p class="hint">{said.waveOf(shownNumber(v), shownNumber(h))}</p>
    </div>
  );
}

const rowsOf = (values: Float32Array, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, i) => [
    ...values.subarray(i * columns, (i + 1) * columns),
  ]);
