import { conservationReport } from 'fourier-xai';
import type { MapQuestion, Receipt } from '../protocol';
import { openedOf, type Study } from '../study';

/** What a kept map adds up to, and what not. */
export async function receipt(study: Study, { side }: MapQuestion): Promise<Receipt | undefined> {
  const kept = study.maps.get(side);
  if (!kept) return undefined;
  const { x, map, explained } = kept;
  const [found] = await conservationReport(openedOf(study).model, x, map, { target: explained });
  return plain(found as Receipt);
}

/** Without what cannot cross to the page. */
const plain = (receipt: Receipt): Receipt => ({
  ...{ output: receipt.output, reference: receipt.reference, note: receipt.note },
  ...{ relevanceSum: receipt.relevanceSum, biasShare: receipt.biasShare },
  ...{ absorbed: receipt.absorbed, residual: receipt.residual },
  ...{ method: receipt.method, explained: receipt.explained },
  layersWithoutRule: receipt.layersWithoutRule,
});
