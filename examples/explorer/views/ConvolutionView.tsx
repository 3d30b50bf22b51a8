import { Code } from '../parts/Code';
import { FigureCard } from '../parts/FigureCard';
import { SmallBars } from '../parts/SmallBars';
import { Trouble } from '../parts/Trouble';
import { convolution } from '../state/convolution';
import { prediction } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { ConvolutionAnswer } from '../worker/protocol';
import { convolutionCode } from './codes';
import { ConvolutionControls } from './convolution/ConvolutionControls';
import { EditableKernel } from './convolution/EditableKernel';
import { Networks } from './convolution/Networks';

const said = words.convolution;

const spatial = [
  ['input', said.takes],
  ['kernel', said.kernel],
  ['output', said.gives],
] as const;
const spectral = [
  ['inputSpectrum', said.takes],
  ['kernelSpectrum', said.kernel],
  ['outputSpectrum', said.gives],
] as const;

/** One kernel on its input, in both domains. */
export function ConvolutionView() {
  const { answer, busy, failure } = useAnswer('convolution', convolution.question);
  const found = answer.value;
  return (
    <>
      <ConvolutionControls />
      <Trouble of={failure} />
      <Equation
        title={said.space}
        signs={['∗', '=']}
        of={spatial}
        found={found}
        busy={busy.value}
      />
      <Equation
        title={said.frequency}
        signs={['·', '=']}
        of={spectral}
        found={found}
        busy={busy.value}
      />
      {found && (
        <div class="pair">
          <EditableKernel weights={found.weights} columns={found.size[1]} />
          <SmallBars title={said.answer} answer={found.prediction} before={prediction.value} />
        </div>
      )}
      <Networks />
      <Code lines={convolutionCode(convolution.place())} />
    </>
  );
}

/** A click, or a stroke, gives a weight the brush's value. */
const paint =
  ({ weights, size: [, columns] }: ConvolutionAnswer) =>
  (row: number, column: number) => {
    const now = convolution.edited.peek() ?? weights;
    const at = row * columns + column;
    if (now[at] === convolution.brush.value) return;
    convolution.edited.value = now.map((old, i) => (i === at ? convolution.brush.value : old));
  };

type Part = (typeof spatial)[number][0] | (typeof spectral)[number][0];

interface EquationProps {
  readonly title: string;
  readonly signs: readonly string[];
  readonly of: readonly (readonly [Part, string])[];
  readonly found: ConvolutionAnswer | undefined;
  readonly busy: boolean;
}

/** Three pictures with the signs between them. */
function Equation({ title, signs, of, found, busy }: EquationProps) {
  return (
    <section>
      <h3>{title}</h3>
      <div class="equation">
        {of.map(([part, name], i) => (
          <>
            <FigureCard
              key={part}
              {...{ title: name, name: part, busy }}
              picture={found?.[part].picture}
              field={found?.[part].field}
              linked={part === 'input' || part === 'output'}
              {...(part === 'kernel' && found && { onPick: paint(found) })}
            />
            {signs[i] && (
              <span class="sign" aria-hidden="true">
                {signs[i]}
              </span>
            )}
          </>
        ))}
      </div>
    </section>
  );
}
