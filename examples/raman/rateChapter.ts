import { historyPlot } from '../shared/historyPlot';
import { type Chapter, table } from '../shared/page';
import type { Findings } from './findings';
import { cells, columns, verdicts } from './judged';

/** The document's table of learning rates, and the curves that its verdicts are read from. */
export async function rateChapter({ table: lines, best }: Findings): Promise<Chapter> {
  const parts = [table(columns, lines.map(cells))];
  for (const { experiment, run, diagnosis } of lines) {
    const evidence = diagnosis.evidence.join('; ');
    parts.push(`<h3>${experiment.name}: ${verdicts[diagnosis.verdict]}</h3>`);
    parts.push(`<p>${evidence}. ${run.seconds.toFixed(0)} s.</p>`);
    parts.push(await historyPlot(run.history));
  }
  return {
    title: 'Learning rates',
    lead: `The same initial weights and the same order of the spectra, trained with Adam at different rates, and judged on the mice of the
      validation set after every epoch; the test mice judge the last one. The verdict is read from the training curves alone. With the highest balanced
      accuracy of the validation mice, as a mean of the later half of its epochs, <b>${best.experiment.name}</b> goes on to the
      cross-validation.`,
    body: parts.join(''),
  };
}
