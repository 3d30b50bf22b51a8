import { Code } from '../../parts/Code';
import { relevance } from '../../state/relevance';
import { target } from '../../state/session';
import type { MethodName } from '../../worker/protocol';
import { codeOf } from './codeOf';

/** The lines that make the left map. */
export const CopyCode = () => (
  <Code
    lines={codeOf({
      method: relevance.left.value as MethodName,
      sigma: relevance.sigma.value,
      gamma: relevance.gamma.value,
      target: target.value,
    })}
  />
);
