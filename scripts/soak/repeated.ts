import type { Act } from './acts';
import { type Figures, figuresNow, grown, lineOf } from './figures';

/** Times that the figures are read: what is there at the second reading must do to the end. */
const READINGS = 10;

export interface Repeated {
  readonly count: number;
  /** Numbers in [0, 1). */
  readonly chance: () => number;
  /** Gets a line at each reading. */
  readonly say: (line: string) => void;
}

/** Acts drawn at random; in words, which figures have grown since the second reading. */
export async function repeated(
  name: string,
  acts: readonly Act[],
  { count, chance, say }: Repeated,
): Promise<string[]> {
  const readings: Figures[] = [];
  const step = Math.max(1, Math.floor(count / READINGS));
  for (const act of acts) await act(chance);
  for (let done = 1; done <= count; done++) {
    await (acts[Math.floor(chance() * acts.length)] as Act)(chance);
    if (done % step > 0) continue;
    const figures = await figuresNow();
    readings.push(figures);
    say(lineOf(`${done} ${name}`, figures));
  }
  const [warm, last] = [readings[1] ?? readings[0], readings.at(-1)];
  return warm && last ? grown(warm, last).map((figure) => `${name}: ${figure} has grown`) : [];
}
