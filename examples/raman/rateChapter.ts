import { historyPanels } from '../shared/historyPlot';
import { type Chapter, row, table } from '../shared/page';
import { documentRates } from './documentRates';
import type { Findings } from './findings';
import { cells, columns, type Judged, verdicts } from './judged';
import { figure } from './numbers';
import { type Observation, observationsOf } from './observations';
import { observationTable } from './observationTable';
import { runsOf } from './runsOf';
import { testScores } from './testScores';

/** The document's table of learning rates, the curves that its verdicts are read from, and what it observes on them. */
export async function rateChapter(findings: Findings): Promise<Chapter> {
  const { table: lines, best } = findings;
  const observations = observationsOf(runsOf(findings));
  const parts = [
    `${table(columns, lines.map(cells))}`,
    words,
    '<h3>Test mice, beside the document</h3><p>The document has no row for 0.01 and 1e-6, and two for 1e-3.</p>',
    `${table(besideColumns, lines.map(besideDocument))}`,
  ];
  for (const line of lines) parts.push(await section(line, observations));
  parts.push(`<h3>All rates</h3>${observationTable(observations.get('all') ?? [])}`);
  return {
    title: 'Learning rates',
    lead: `Each network from the same initial weights, and in the same order of the spectra, trained with Adam at different rates for ${best.experiment.epochs} epochs,
      and judged on the validation mice after every epoch; the test mice judge the last one. With the highest balanced accuracy of
      the validation mice, as a mean of the later half of its epochs, <b>${best.experiment.name}</b> goes on to the cross-validation.`,
    body: parts.join(''),
  };
}

const besideColumns = [
  'learning rate',
  ...['loss (nats)', 'accuracy (share)', 'balanced accuracy (share)'].flatMap((name) => [
    name,
    `the document's ${name}`,
  ]),
];

function besideDocument({ experiment, run }: Judged): string[] {
  const rows = documentRates[experiment.name] ?? [];
  const keys = ['loss', 'accuracy', 'balancedAccuracy'] as const;
  const pairs = testScores(run).map((value, i) => [
    figure(value),
    rows.map((one) => one[keys[i] as 'loss']).join(' and ') || '–',
  ]);
  return [experiment.name, ...pairs.flat()];
}

const words = `<ul>
<li><b>Loss</b>: mean cross-entropy of the spectra, in nats; four equally likely classes have ln 4 = 1.386. <b>Accuracy</b>: the share of
the spectra that are classified correctly. <b>Balanced accuracy</b>: the mean of this share over the classes, so that rare ones count as
much as frequent ones; one answer to all spectra has 0.25.</li>
<li><b>Training</b>: the spectra that the network learns from, as it is while it learns from them. <b>Validation</b> and <b>test</b>:
those of mice that it never learns from. What the document calls test is watched on the validation mice here; the test mice are asked
once, in the end.</li>
<li><b>Exponential</b>: the rate is held, then multiplied by the same factor after every epoch. <b>Ladder</b>: it is held for some epochs,
falls by a fixed factor, is held again: the document's name for a decay in steps.</li>
<li><b>New model</b>: the document's second network, with max pooling and dropout, trained by the ladder. <b>Balanced</b>, which the document
does not do: the same, but every wavenumber is standardised over the training spectra, and the spectra of rare classes weigh more.</li>
<li><b>Verdict</b>: what the library's <code>diagnoseLearningRate</code> reads from the training curves alone.</li></ul>`;

async function section(
  { experiment, run, diagnosis }: Judged,
  observations: ReadonlyMap<string, readonly Observation[]>,
): Promise<string> {
  const own = observations.get(experiment.name);
  const said = (documentRates[experiment.name] ?? []).map(
    ({ name, epochs, pros, cons }) => `${name}: ${pros}; ${cons}; ${epochs} epochs`,
  );
  return [
    `<h3>${experiment.name}: ${verdicts[diagnosis.verdict]}</h3>`,
    `<p>The verdict's evidence: ${diagnosis.evidence.join('; ')}. ${run.seconds.toFixed(0)} seconds.</p>`,
    said.length > 0 ? `<p>The document's table: ${said.join('. ')}.</p>` : '',
    row(...(await historyPanels(run.history))),
    own ? observationTable(own) : '<p>The document has no such row.</p>',
  ].join('');
}
