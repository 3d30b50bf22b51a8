import { batch, computed, effect, signal } from '@preact/signals';
import { proxy } from 'comlink';
import { words } from '../words';
import {
  type Asked,
  type BackendName,
  backendNames,
  type Gallery,
  type ModelFacts,
  type Opened,
  type Prediction,
  type Started,
  type Step,
} from '../worker/protocol';
import { atHand } from './atHand';
import { inAddress, numberInAddress } from './route';
import { type ScalingName, scalingNames, scalings } from './scalings';
import { ask, withWorker } from './worker';

/** The model, the images and the class that all views speak of. */
export const model = signal<ModelFacts | undefined>(undefined);
export const gallery = signal<Gallery | undefined>(undefined);
export const started = signal<Started | undefined>(undefined);
export const step = signal<Step | undefined>(undefined);
export const failure = signal<string | undefined>(undefined);
export const prediction = signal<Prediction | undefined>(undefined);

export const imageIndex = numberInAddress('image', 0);
const modelInAddress = inAddress('model', 'shapes');
const backendInAddress = inAddress('backend', '');
const targetInAddress = inAddress('target', '');
const scalingInAddress = inAddress('scaling', '');

/** The id of the model at hand, or the address of another one; empty of the visitor's own files. */
export const modelName = computed(() => modelInAddress.value);

/** What each question begins with; undefined as long as nothing is open. */
export const asked = computed<Asked | undefined>(() => {
  const [facts, images] = [model.value, gallery.value];
  if (!facts || !images || images.pictures.length === 0) return undefined;
  const image = Math.min(Math.max(0, Math.round(imageIndex.value)), images.pictures.length - 1);
  return { model: facts.id, gallery: images.id, image };
});

export const picture = computed(() => gallery.value?.pictures[asked.value?.image ?? 0]);
export const spectrum = computed(() => gallery.value?.spectra?.[asked.value?.image ?? 0]);

/** The class that is explained: the chosen one, or the predicted. */
export const target = computed(() => {
  const chosen = Number(targetInAddress.value);
  const isChosen = targetInAddress.value !== '' && chosen < (model.value?.classes.length ?? 0);
  return isChosen ? chosen : (prediction.value?.predicted ?? 0);
});
export const targetIsChosen = computed(() => targetInAddress.value !== '');

export function chooseTarget(index: number | undefined): void {
  targetInAddress.value = index === undefined ? '' : String(index);
}

export function chooseImage(index: number): void {
  imageIndex.value = index;
}

/** Starts the worker and opens what the address names. */
export async function begin(): Promise<void> {
  const wanted = backendNames.find((name) => name === backendInAddress.value);
  await attempt(async () => {
    await withWorker((api) => api.listen(proxy(hear)));
    started.value = await withWorker((api) => api.start(wanted));
    await open(modelInAddress.value);
  });
}

export const openModel = (name: string) =>
  attempt(async () => {
    scalingInAddress.value = '';
    await open(name);
    batch(() => {
      modelInAddress.value = name;
      imageIndex.value = 0;
      targetInAddress.value = '';
    });
  });

const open = async (name: string): Promise<void> => {
  lastSource = name;
  const address = atHand.some(({ id }) => id === name)
    ? { folder: new URL(`models/${name}`, document.baseURI).href }
    : { source: new URL(name, document.baseURI).href };
  await take(
    await withWorker((api) =>
      address.folder ? api.openAtHand(address.folder) : api.openOwn(address.source as string, []),
    ),
  );
};

/** What the model was opened from, to open it anew on another backend. */
let lastSource: string | readonly File[] = 'shapes';

export const openFiles = (files: readonly File[]) =>
  attempt(async () => {
    scalingInAddress.value = '';
    await take(await withWorker((api) => api.openOwn(files, [])));
    lastSource = files;
    batch(() => {
      modelInAddress.value = '';
      imageIndex.value = 0;
      targetInAddress.value = '';
    });
  });

export const switchBackend = (name: BackendName) =>
  attempt(async () => {
    backendInAddress.value = name;
    started.value = await withWorker((api) => api.start(name));
    const source = lastSource;
    if (typeof source === 'string') await open(source);
    else await take(await withWorker((api) => api.openOwn(source, [])));
  });

export const openImages = (files: readonly Blob[]) =>
  changeImages(() => withWorker((api) => api.addImages(files)));

/** Other names of the classes, in their order. */
export const nameClasses = (names: readonly string[]) => {
  if (!model.value) return;
  const classes = model.value.classes.map((old, i) => names[i] || old);
  model.value = { ...model.value, classes };
};

export const rescale = (name: ScalingName) =>
  attempt(async () => {
    scalingInAddress.value = name;
    gallery.value = await withWorker((api) => api.setScaling(scalings[name]));
  });

const changeImages = (change: () => Promise<Gallery>) =>
  attempt(async () => {
    const changed = await change();
    batch(() => {
      gallery.value = changed;
      imageIndex.value = 0;
      targetInAddress.value = '';
    });
  });

async function take(opened: Opened): Promise<void> {
  const name = scalingOf(opened.model);
  const scaled =
    name === 'unit' ? opened.gallery : await withWorker((api) => api.setScaling(scalings[name]));
  batch(() => {
    model.value = opened.model;
    gallery.value = scaled;
    prediction.value = undefined;
  });
}

/** The chosen scaling, or what the model seems to take. */
function scalingOf({ takesBytes, takesSpectra }: ModelFacts): ScalingName {
  const chosen = scalingNames(takesSpectra).find((name) => name === scalingInAddress.value);
  if (takesSpectra) return chosen ?? 'normalized';
  return chosen ?? (takesBytes ? 'bytes' : 'unit');
}

export const scalingName = computed(() => model.value && scalingOf(model.value));

/** Does something; what goes wrong becomes a sentence, and the page goes on. */
async function attempt(act: () => Promise<void>): Promise<void> {
  failure.value = undefined;
  try {
    await act();
  } catch (error) {
    failure.value = words.failed((error as Error).message);
  } finally {
    step.value = undefined;
  }
}

/** Each image is predicted as soon as it is chosen. */
effect(() => {
  const question = asked.value;
  if (!question) return;
  ask('predict', question).then(
    (answer) => {
      if (asked.peek() === question) prediction.value = answer;
    },
    (error: Error) => {
      if (asked.peek() === question) failure.value = words.failed(error.message);
    },
  );
});

/** Steps of questions are over when all is done; those of opening end with it. */
function hear(said: Step): void {
  step.value = said.done !== undefined && said.done === said.total ? undefined : said;
}
