import { batch, computed, effect, signal } from '@preact/signals';
import { proxy, type Remote } from 'comlink';
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
import type { Api } from '../worker/worker';
import { atHand } from './atHand';
import { imagenetNames } from './imagenetNames';
import { isTable } from './isTable';
import { inAddress, numberInAddress } from './route';
import { type ScalingName, scalingNames, scalingOfName } from './scalings';
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
const classesInAddress = inAddress('classes', '');

/** The id of the model at hand, or the address of another one; empty of the visitor's own files. */
export const modelName = computed(() => modelInAddress.value);

/** What each question begins with; undefined as long as nothing is open. */
export const asked = computed<Asked | undefined>(() => {
  const [facts, images] = [model.value, gallery.value];
  if (!facts || !images || images.pictures.length === 0) return undefined;
  const image = Math.min(Math.max(0, Math.round(imageIndex.value)), images.pictures.length - 1);
  return { model: facts.id, gallery: images.id, image };
});

export const takesSpectra = computed(() => model.value?.takesSpectra ?? false);

export const picture = computed(() => gallery.value?.pictures[asked.value?.image ?? 0]);
export const spectrum = computed(() => gallery.value?.spectra?.[asked.value?.image ?? 0]);

/** A class of the open model that the address names by its index. */
export function classIn(text: string): number | undefined {
  const index = text === '' ? Number.NaN : Number(text);
  const count = model.value?.classes.length ?? 0;
  return Number.isInteger(index) && index >= 0 && index < count ? index : undefined;
}

/** The class that is explained: the chosen one, or the predicted. */
export const target = computed(
  () => classIn(targetInAddress.value) ?? prediction.value?.predicted ?? 0,
);
export const targetIsChosen = computed(() => classIn(targetInAddress.value) !== undefined);

export function chooseTarget(index: number | undefined): void {
  targetInAddress.value = index === undefined ? '' : String(index);
}

export function chooseImage(index: number): void {
  imageIndex.value = index;
}

/** Backends that have failed here. */
export const failedBackends = new Set<BackendName>();

/** Starts a new worker's backend: the one of the address, or the fastest that works. */
export async function startWorker(api: Remote<Api>): Promise<void> {
  const wanted = backendNames.find((name) => name === backendInAddress.peek());
  await api.listen(proxy(hear), proxy(hearLost));
  started.value = await api.start(wanted, [...failedBackends]);
}

/** Opens what the address names; own files are in none, and have to be opened again. */
export const begin = async (): Promise<void> => {
  const isLost = modelInAddress.value === '';
  if (isLost) modelInAddress.value = 'shapes';
  const isOpen = await attempt(() => open(modelInAddress.value));
  if (isLost && isOpen) failure.value = words.openAgain;
};

/** Opens all anew that was open. */
export async function reopen(): Promise<void> {
  const source = lastSource;
  if (typeof source === 'string') await open(source);
  else await take(await withWorker((api) => api.openOwn(source)));
}

export const openModel = (name: string) =>
  attempt(async () => {
    forgetSettings();
    await open(name);
    batch(() => {
      modelInAddress.value = name;
      imageIndex.value = 0;
      targetInAddress.value = '';
    });
  });

/** What was said of the model before. */
function forgetSettings(): void {
  scalingInAddress.value = '';
  classesInAddress.value = '';
}

const open = async (name: string): Promise<void> => {
  lastSource = name;
  const address = atHand.some(({ id }) => id === name)
    ? { folder: new URL(`models/${name}`, document.baseURI).href }
    : { source: new URL(name, document.baseURI).href };
  await take(
    await withWorker((api) =>
      address.folder ? api.openAtHand(address.folder) : api.openOwn(address.source as string),
    ),
  );
};

/** What the model was opened from, to open it anew on another backend. */
let lastSource: string | readonly File[] = 'shapes';

export const openFiles = (files: readonly File[]) =>
  attempt(async () => {
    forgetSettings();
    await take(await withWorker((api) => api.openOwn(files)));
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
    failedBackends.delete(name);
    started.value = await withWorker((api) => api.start(name, []));
    await reopen();
  });

/** Puts those in front that can be read, and says of the others why not. */
export const openImages = (files: readonly Blob[]) =>
  attempt(async () => {
    const read = await Promise.allSettled(fitting(files).map(smaller));
    const kept = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const refused = read.flatMap((one) => (one.status === 'rejected' ? (one.reason as Error) : []));
    if (kept.length === 0) throw refused[0];
    const changed = await withWorker((api) => api.addImages(kept));
    ownImages = [...kept, ...ownImages];
    batch(() => {
      gallery.value = changed;
      imageIndex.value = 0;
      targetInAddress.value = '';
      if (refused.length > 0) failure.value = refused.map(({ message }) => message).join('; ');
    });
  });

/** Images or tables, as the model takes them, where there are such: a folder of images may hold notes, too. */
function fitting(files: readonly Blob[]): readonly Blob[] {
  const found = files.filter((file) => isTable(file) === (model.peek()?.takesSpectra ?? false));
  return found.length > 0 ? found : files;
}

/** A copy, since a file that changes on its disk can be read no more. */
const smaller = async (file: Blob): Promise<Blob> =>
  isTable(file)
    ? new File([await file.arrayBuffer()], nameOf(file), { type: file.type })
    : withWorker((api) => api.shrunk(file));

const nameOf = (file: Blob) => (file instanceof File ? file.name : '');

/** The visitor's own, which go with every model that takes them. */
let ownImages: readonly Blob[] = [];

/** The opened gallery with the visitor's own images in front, where the model takes such. */
async function withOwnImages({ model, gallery }: Opened): Promise<Gallery> {
  const taken = ownImages.filter((file) => isTable(file) === model.takesSpectra);
  return taken.length === 0 ? gallery : withWorker((api) => api.addImages(taken));
}

/** Other names of the classes, in their order. */
export const nameClasses = (names: readonly string[]) => {
  if (!model.value) return;
  const given = names.map((name) => name.replaceAll(BETWEEN, '/'));
  const joined = given.join(BETWEEN);
  classesInAddress.value = joined.length <= MOST ? joined : '';
  hasImagenetNames.value = false;
  model.value = named({ ...model.value, classes: ownNames }, given);
};

/** What the model calls its classes, before the visitor gives them other names. */
let ownNames: readonly string[] = [];

/** Whether the classes have ImageNet's names because of how many they are. */
export const hasImagenetNames = signal(false);

/** Between names of classes in the address, which is not to be too long. */
const [BETWEEN, MOST] = ['|', 500];

const named = (facts: ModelFacts, names: readonly string[]): ModelFacts => ({
  ...facts,
  classes: facts.classes.map((old, i) => names[i] || old),
});

export const rescale = (name: ScalingName) =>
  attempt(async () => {
    scalingInAddress.value = name;
    gallery.value = await withWorker((api) => api.setScaling(scalingOfName(name)));
  });

async function take(opened: Opened): Promise<void> {
  const name = scalingOf(opened.model);
  const images = await withOwnImages(opened).catch(() => opened.gallery);
  const scaled =
    name === 'unit' ? images : await withWorker((api) => api.setScaling(scalingOfName(name)));
  const chosen = classesInAddress.value;
  const guessed =
    opened.model.hasNames || chosen ? undefined : await imagenetNames(opened.model.classes.length);
  batch(() => {
    const facts = named(opened.model, guessed ?? []);
    ownNames = facts.classes;
    model.value = named(facts, chosen.split(BETWEEN));
    hasNothing.value = false;
    hasImagenetNames.value = guessed !== undefined;
    gallery.value = scaled;
    prediction.value = undefined;
  });
}

/** The chosen scaling, or what the model seems to take. */
function scalingOf({ takesBytes, takesSpectra, scaling }: ModelFacts): ScalingName {
  const chosen = scalingNames(takesSpectra).find((name) => name === scalingInAddress.value);
  if (takesSpectra) return chosen ?? scaling ?? 'normalized';
  return chosen ?? scaling ?? (takesBytes ? 'bytes' : 'unit');
}

export const scalingName = computed(() => model.value && scalingOf(model.value));

/** Whether what was to be opened first could not be. */
export const hasNothing = signal(false);

/** Does something, and says whether it went well; what goes wrong becomes a sentence, and the page goes on. */
export async function attempt(act: () => Promise<void>): Promise<boolean> {
  failure.value = undefined;
  try {
    await act();
    return true;
  } catch (error) {
    failure.value = words.failed((error as Error).message);
    hasNothing.value = model.value === undefined;
    return false;
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
      if (asked.peek() !== question) return;
      prediction.value = undefined;
      failure.value = words.failed(error.message);
    },
  );
});

/** A device that was lost is trouble like any other. */
const hearLost = (reason: string) => onLost.peek()?.(reason);
export const onLost = signal<((reason: string) => void) | undefined>(undefined);

/** Steps of questions are over when all is done; those of opening end with it. */
function hear(said: Step): void {
  step.value = said.done !== undefined && said.done === said.total ? undefined : said;
}
