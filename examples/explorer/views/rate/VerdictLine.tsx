import { words } from '../../words';
import type { Verdict } from '../../worker/protocol';

/** What the curves say of the rate, and why. */
export const VerdictLine = ({ of: { verdict, evidence } }: { readonly of: Verdict }) => (
  <div class="verdict">
    <strong>{words.rate.verdicts[verdict]}</strong>
    <ul>
      {evidence.map((reason) => (
        <li key={reason}>{reason}.</li>
      ))}
    </ul>
  </div>
);
