import { exponentialDecay, type Schedule, stepDecay } from 'fourier-xai';
import { firstModel, secondModel } from '../../support/ramanModels';

/** A learning rate, or a schedule, and the network that is trained with it. */
export interface Experiment {
  readonly name: string;
  readonly model: typeof firstModel;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly epochs: number;
  /** How long a batch takes, beside one of the second model. */
  readonly batchCost: number;
  /** Whether every wavenumber is standardised over the training spectra, and rare classes count as much as frequent ones. */
  readonly balanced: boolean;
}

const fixed: Schedule = (_epoch, learningRate) => learningRate;

/**
 * The rates of the document's sections and of its table, and the new model once more with what the document does not do,
 * for wavenumbers of little intensity and rare classes to count. The document trains for 500 epochs; its schedules are
 * compressed to as many as there are, so that they go the same way: from 1e-3 to nearly 1e-5, and to nearly 1e-4.
 */
export function experimentsOf(epochs: number): Experiment[] {
  const plain = { epochs, balanced: false };
  const first = { ...plain, model: firstModel, schedule: fixed, batchCost: 5 };
  const second = { ...plain, model: secondModel, schedule: ladder(epochs), batchCost: 1 };
  return [
    { ...first, name: '0.01', learningRate: 0.01 },
    { ...first, name: '1e-3', learningRate: 1e-3 },
    { ...first, name: '1e-4', learningRate: 1e-4 },
    { ...first, name: '1e-6', learningRate: 1e-6 },
    { ...first, name: 'exponential', learningRate: 1e-3, schedule: exponential(epochs) },
    { ...first, name: 'ladder', learningRate: 1e-3, schedule: ladder(epochs) },
    { ...second, name: 'new model', learningRate: 1e-3 },
    { ...second, name: 'new model, balanced', learningRate: 1e-3, balanced: true },
  ];
}

/** The learning rate of every epoch. */
export function ratesOf({ schedule, learningRate, epochs }: Experiment): number[] {
  const rates: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    rates.push(schedule(epoch, rates.at(-1) ?? learningRate));
  }
  return rates;
}

/** The experiment of that name. */
export function experimentOf(name: string, epochs: number): Experiment {
  const found = experimentsOf(epochs).find((experiment) => experiment.name === name);
  if (!found) throw new Error(`no experiment is called ${name}`);
  return found;
}

/** Of its trainings. */
export const DOCUMENT_EPOCHS = 500;

/** Held for 10 epochs of the document's, then times e^-0.01 at each of them. */
function exponential(epochs: number): Schedule {
  const perEpoch = DOCUMENT_EPOCHS / epochs;
  return exponentialDecay({
    holdEpochs: Math.max(1, Math.round(10 / perEpoch)),
    rate: 0.01 * perEpoch,
  });
}

/** Times 0.9 after every 20 epochs of the document's, which are one of ours at the least. */
function ladder(epochs: number): Schedule {
  const perEpoch = DOCUMENT_EPOCHS / epochs;
  const epochsDrop = Math.max(1, Math.round(20 / perEpoch));
  return stepDecay({
    initialLearningRate: 1e-3,
    dropRate: 0.9 ** ((epochsDrop * perEpoch) / 20),
    epochsDrop,
  });
}
