import { receiptWords } from '../../../shared/receiptWords';
import { shownNumber } from '../../parts/shownNumber';
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
  const { layersWithoutRule } = receipt;
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
        {receiptWords(receipt)}{' '}
        {layersWithoutRule.length > 0 ? said.withoutRule(layersWithoutRule.join(', ')) : ''}
      </p>
    </div>
  );
}
