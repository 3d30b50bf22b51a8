import type { DerivativesQuestion } from '../worker/protocol';
import { numberInAddress } from './route';
import { asked, model, prediction, target } from './session';
import { within } from './shown';

/** What the derivatives view is set to. */
export const derivatives = {
  row: numberInAddress('row', 14),
  column: numberInAddress('column', 14),
  channel: numberInAddress('channel', 0),
  question(): DerivativesQuestion | undefined {
    if (!asked.value || !prediction.value || !model.value) return undefined;
    const [rows, columns] = model.value.input;
    return {
      ...{ ...asked.value, target: target.value },
      pixel: [within(derivatives.row.value, rows), within(derivatives.column.value, columns)],
      channel: Math.max(0, Math.round(derivatives.channel.value)),
    };
  },
};
