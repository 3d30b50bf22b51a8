import { Code } from '../../parts/Code';
import { relevance } from '../../state/relevance';
import { scalingOfName } from '../../state/scalings';
import { model, scalingName, target } from '../../state/session';
import { rangeOf } from '../../worker/rangeOf';
import { codeOf } from './codeOf';

/** The lines that make the left map. */
export const CopyCode = () => (
  <Code
    lines={codeOf({
      method: relevance.left.value,
      sigma: relevance.sigma.value,
      gamma: relevance.gamma.value,
      target: target.value,
      box: boxNow(),
    })}
  />
);

/** What black and white become; a spectrum has no such bounds. */
function boxNow() {
  const [facts, name] = [model.value, scalingName.value];
  if (!facts || !name || facts.takesSpectra) return undefined;
  return rangeOf(scalingOfName(name), facts.input[2]);
}
