import * as tf from '@tensorflow/tfjs-core';
import { grid } from '../shared/grid';
import { type Chapter, row } from '../shared/page';
import { picture } from '../shared/picture';
import type { Findings } from './findings';
import { imagesOf, rotated } from './sets';

/** Images that are shown. */
const SHOWN = 6;

/** Training images above, rotated ones below. */
export async function rotationChapter({ images, train, options }: Findings): Promise<Chapter> {
  const chosen = train.slice(0, SHOWN).map((i) => images[i]?.prepared as string);
  const x = await imagesOf(chosen);
  const both = tf.tidy(() => grid(tf.concat([x, rotated(x, options.seed)]), chosen.length, 4));
  const svg = await picture(both, { width: 110 * chosen.length });
  tf.dispose([x, both]);
  return {
    title: 'Rotated images',
    lead: `Above training images, below the same as an epoch may see them: with a probability of 0.8 turned by any angle, and of all
      of them the middle nine tenths. The document names two ways to use them: a larger set that stays, here with
      ${options.copies === 1 ? 'one rotated copy' : `${options.copies} rotated copies`} of each image; and images that are rotated anew in every epoch. Both are tried below.`,
    body: row(svg),
  };
}
