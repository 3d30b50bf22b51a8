import { shownNumber, shownPercent } from '../../parts/shownNumber';
import { words } from '../../words';
import type { Receipt } from '../../worker/protocol';

const said = words.receipt;
const rows = ['output', 'reference', 'relevanceSum', 'biasShare', 'absorbed', 'residual'] as const;

interface ReceiptTableProps {
  readonly receipt: Receipt;
  /** How long the map took. */
  readonly ms: number;
}

/** What a map adds up to, and what not, in plain words. */
export function ReceiptTable({ receipt, ms }: ReceiptTableProps) {
  const { note, layersWithoutRule } = receipt;
  const told = rows.filter(
    (row) => row === 'output' || row === 'relevanceSum' || Math.abs(receipt[row] ?? 0) > 1e-12,
  );
  return (
    <div class="receipt">
      <h3>
        {said.title} <small>{said.ms(ms)}</small>
      </h3>
      <table>
        <tbody>
          {told.map((row) => (
            <tr key={row} class={row}>
              <th scope="row">{said[row]}</th>
              <td>{shownNumber(receipt[row] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {note ?? explained(receipt)}{' '}
        {layersWithoutRule.length > 0 ? said.withoutRule(layersWithoutRule.join(', ')) : ''}
      </p>
    </div>
  );
}

/** The share of the output, where that says something. */
function explained({ output, reference, relevanceSum, residual }: Receipt) {
  const change = output - reference;
  const share = relevanceSum / change;
  if (residual === undefined) return said.noSum;
  return share >= 0 && share <= 2
    ? (reference === 0 ? said.within : said.withinChange)(shownPercent(share))
    : said.beyond(shownNumber(change), shownNumber(relevanceSum));
}
