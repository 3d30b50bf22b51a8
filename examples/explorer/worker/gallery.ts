import { decode, greyOf } from './decode';
import type { Gallery, Scaling, Spectrum } from './protocol';
import { readSpectra } from './readSpectra';
import { forgetMaps, openedOf, type Study, type StudyImage } from './study';

/** Puts images in front of those that are there, or the spectra of CSV files. */
export async function addImages(study: Study, files: readonly Blob[]): Promise<Gallery> {
  const { input, takesSpectra } = openedOf(study).facts;
  const added: StudyImage[] = [];
  for (const file of files) {
    if (takesSpectra) added.push(...(await spectraIn(study, file)));
    else added.push({ rgba: asSeen(await decode(file, input), input[2]), label: undefined });
  }
  setImages(study, [...added, ...study.images]);
  return galleryOf(study);
}

/** Grey where the model has no colours. */
const asSeen = (rgba: Uint8ClampedArray<ArrayBuffer>, channels: number) =>
  channels === 1 ? greyOf(rgba) : rgba;

/** The spectra of a file; where a name is that of a class, it is its class. */
export async function spectraIn(study: Study, file: Blob): Promise<StudyImage[]> {
  const { input, classes } = openedOf(study).facts;
  const found = await readSpectra(file, input[1]);
  return found.map(({ spectrum, name }) => {
    const label = classes.findIndex((each) => each.toLowerCase() === name?.toLowerCase());
    return spectrumImage(spectrum, label < 0 ? undefined : label);
  });
}

/** A spectrum is drawn as a curve, over a picture of one row that shows nothing. */
const spectrumImage = (spectrum: Spectrum, label?: number): StudyImage => ({
  ...{ rgba: new Uint8ClampedArray(4 * spectrum.values.length), label, spectrum },
});

/** Rings and waves, so that a model without images has something to look at. */
export function pattern(study: Study): StudyImage {
  const { input, takesSpectra } = openedOf(study).facts;
  const [rows, columns, channels] = input;
  if (takesSpectra) return spectrumImage(bands(columns));
  const rgba = new Uint8ClampedArray(rows * columns * 4).fill(255);
  for (let at = 0; at < rows * columns; at++) {
    const [u, v] = [(at % columns) / columns - 0.5, Math.floor(at / columns) / rows - 0.5];
    const wave = Math.cos(90 * (u * u + v * v));
    rgba.set([128 + 110 * wave, 128 + 60 * wave + 120 * u, 128 - 90 * wave + 60 * v], 4 * at);
  }
  return { rgba: asSeen(rgba, channels), label: undefined };
}

function bands(points: number): Spectrum {
  const places = Float32Array.from({ length: points }, (_, i) => i);
  const values = places.map((i) => {
    const at = i / points - 0.5;
    return 1 + Math.cos(90 * at * at);
  });
  return { places, values };
}

export function setScaling(study: Study, scaling: Scaling): Gallery {
  study.scaling = scaling;
  setImages(study, study.images);
  return galleryOf(study);
}

export function setImages(study: Study, images: StudyImage[]): void {
  forgetMaps(study);
  study.images = images;
  study.galleryId += 1;
}

export function galleryOf(study: Study): Gallery {
  const [height, width] = openedOf(study).facts.input;
  const spectra = study.images.flatMap(({ spectrum }) => spectrum ?? []);
  return {
    id: study.galleryId,
    pictures: study.images.map(({ rgba }) => ({ width, height, rgba: rgba.slice() })),
    labels: study.images.map(({ label }) => label),
    // what is handed over must stay here, too
    spectra: spectra.length > 0 ? structuredClone(spectra) : undefined,
  };
}
