import { randomNumbers } from '../../internal/random/randomNumbers';

export interface Drawing {
  /** The chance of each image, above 0 and at most 1. One image waits for about 1/chance others. */
  readonly fraction: number;
  /** Any finite number. */
  readonly seed: number;
  /** The number of image 0 among all, by which it is drawn. */
  readonly firstImage: number;
}

/** The images from number `first` up to `end` that are drawn, ascending. To be asked in ascending order. */
export type ImageDraw = (first: number, end: number) => number[];

/**
 * Each image is drawn with the same chance; of the first n ones as many as that chance times n, rounded down or up, whatever
 * n is. The sequential pivotal method: G. Chauvet, On a characterization of ordered pivotal sampling, Bernoulli 18, 2012.
 *
 * One image waits, and plays against the next one. Where their chances are less than 1 together, the winner waits with both
 * chances, and the other is out; else the winner is drawn, and the other waits with what exceeds 1.
 */
export function drawImages({ fraction, seed, firstImage }: Drawing): ImageDraw {
  // the same, without what lies before the first image
  if (fraction === 1)
    return (first, end) => Array.from({ length: end - first }, (_, i) => first + i);
  const random = randomNumbers(seed);
  let drawn: number[] = [];
  let [next, waiting, chance] = [0, 0, 0];
  const play = (from: number) => {
    const sum = chance + fraction;
    const isDrawn = sum >= 1;
    const waitingWins = isDrawn ? random() * (2 - sum) < 1 - fraction : random() * sum < chance;
    const winner = waitingWins ? waiting : next;
    const loser = waiting + next - winner;
    if (isDrawn && winner >= from) drawn.push(winner);
    waiting = isDrawn ? loser : winner;
    chance = isDrawn ? sum - 1 : sum;
    next++;
  };
  return (first, end) => {
    const [from, to] = [first + firstImage, end + firstImage];
    while (next < to || (chance > 0 && waiting < to)) play(from);
    const past = drawn.filter((image) => image < to);
    drawn = drawn.filter((image) => image >= to);
    return past.map((image) => image - firstImage).sort((a, b) => a - b);
  };
}
