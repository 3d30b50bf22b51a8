import { Code } from '../parts/Code';
import { Equation } from '../parts/Equation';
import { SmallBars } from '../parts/SmallBars';
import { Trouble } from '../parts/Trouble';
import { convolution } from '../state/convolution';
import { prediction, takesSpectra } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { ConvolutionAnswer } from '../worker/protocol';
import { convolutionCode } from './codes';
import { Borders } from './convolution/Borders';
import { ConvolutionControls } from './convolution/ConvolutionControls';
import { EditableKernel } from './convolution/EditableKernel';
import { Networks } from './convolution/Networks';

const said = words.convolution;

/** One kernel on its input, in both domains. */
export function ConvolutionView() {
  const { answer, busy, failure } = useAnswer('convolution', convolution.question);
  const found = answer.value;
  return (
    <>
      <ConvolutionControls />
      <Trouble of={failure} />
      <Equation
        title={said.space(takesSpectra.value)}
        signs={['∗', '=']}
        terms={[
          { title: said.takes, name: 'input', figure: found?.input, linked: true },
          {
            ...{ title: said.kernel, name: 'kernel', figure: found?.kernel },
            onPick: found && paint(found),
          },
          { title: said.gives, name: 'output', figure: found?.output, linked: true },
        ]}
        busy={busy.value}
      />
      <Equation
        title={said.frequency}
        signs={['·', '=']}
        terms={[
          { title: said.takes, name: 'inputSpectrum', figure: found?.inputSpectrum },
          { title: said.kernel, name: 'kernelSpectrum', figure: found?.kernelSpectrum },
          { title: said.gives, name: 'outputSpectrum', figure: found?.outputSpectrum },
        ]}
        busy={busy.value}
      />
      {found && (
        <div class="pair">
          <EditableKernel weights={found.weights} columns={found.size[1]} />
          <SmallBars title={said.answer} answer={found.prediction} before={prediction.value} />
        </div>
      )}
      <Networks />
      {convolution.hasNetworks() && <Borders />}
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
