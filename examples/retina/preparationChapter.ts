import * as tf from '@tensorflow/tfjs-core';
import { type Chapter, escaped, type Figure, row } from '../shared/page';
import { picture } from '../shared/picture';
import { classNamesOf, type Findings } from './findings';
import { oneOfEach } from './oneOfEach';
import { prepareImage } from './prepareImage';

/** Of a picture, in pixels of the screen. */
const WIDTH = 150;
/** Names of skipped images that are written out. */
const NAMED = 20;

/** Each step for one photograph of every class, and what was left out. */
export async function preparationChapter(findings: Findings): Promise<Chapter> {
  const { images, options, left, preparation, classes } = findings;
  const names = classNamesOf(classes);
  const parts: string[] = [];
  for (const { image, file, label } of oneOfEach(images)) {
    const { raw, cropped, square, evened } = await prepareImage(file, options.size);
    const shown = { photograph: raw, 'without frame': cropped, square, 'contrast evened': evened };
    const pictures: Figure[] = [];
    for (const [title, step] of Object.entries(shown)) {
      const small = smaller(step);
      const svg = await picture(small, { description: title, width: WIDTH });
      pictures.push({ title, svg });
      small.dispose();
    }
    parts.push(`<h3>${names[label]}: ${escaped(image)}</h3>${row(...pictures)}`);
    tf.dispose([raw, cropped, square, evened]);
  }
  return {
    title: 'Photographs become images',
    lead: `The dark frame is cut off, the shorter side filled up with black, the square made ${options.size} x ${options.size} pixels,
      and its contrast evened out by CLAHE on luminance (8 x 8 tiles, clip limit 2). The images lie in one folder a class.`,
    body: parts.join('') + skippedList(left) + speed(preparation),
  };
}

/** As large as fine screens show it. */
function smaller(image: tf.Tensor3D): tf.Tensor3D {
  const [rows, columns] = image.shape;
  const width = Math.min(columns, 2 * WIDTH);
  return tf.image.resizeBilinear(image, [Math.round((rows * width) / columns), width]);
}

function skippedList(left: readonly string[]): string {
  if (left.length === 0) return '<p>No image was left out.</p>';
  const items = left.slice(0, NAMED).map((each) => `<li>${escaped(each)}</li>`);
  const more = left.length > NAMED ? `<li>and ${left.length - NAMED} more</li>` : '';
  return `<p>Left out, ${left.length} in all:</p><ul>${items.join('')}${more}</ul>`;
}

function speed({ images, now, seconds }: Findings['preparation']): string {
  if (now === 0) return `<p>All ${images.length} images were there from an earlier run.</p>`;
  return `<p>${now} images were prepared in ${seconds.toFixed(0)} seconds, ${(now / seconds).toFixed(1)} a second.</p>`;
}
