import { describe, expect, it } from 'vitest';
import { AbortError } from '../../src/internal/abortError';
import { named } from '../../src/internal/named';
import { startProgress } from '../../src/internal/startProgress';

describe('startProgress', () => {
  it('tells of every step, and lets timers fire between two', async () => {
    const events: string[] = [];
    const reached = startProgress({ onProgress: (done, total) => events.push(`${done}/${total}`) });
    for (const step of [1, 2, 3]) {
      setTimeout(() => events.push(`timer ${step}`), 0);
      await reached(step, 3);
    }
    expect(events).toEqual(['1/3', 'timer 1', '2/3', 'timer 2', '3/3']);
  });

  it('ends by an AbortError, with the reason and the name of the function', async () => {
    const controller = new AbortController();
    const work = named('work', async () => {
      const reached = startProgress({ signal: controller.signal });
      setTimeout(() => controller.abort('enough'), 0);
      await reached(1, 2);
    });
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ name: 'AbortError', message: 'work: aborted', cause: 'enough' });
    expect(() => startProgress({ signal: controller.signal })).toThrow(AbortError);
  });

  it('does not end work that is done', async () => {
    const controller = new AbortController();
    const reached = startProgress({
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(reached(2, 2)).resolves.toBeUndefined();
    await expect(reached(2, Number.POSITIVE_INFINITY)).rejects.toThrow(AbortError);
  });

  it('makes the error that it is asked for', () => {
    class Ended extends AbortError {}
    const make = (reason: unknown) => new Ended('after 0 steps', reason);
    expect(() => startProgress({ signal: AbortSignal.abort('enough') }, make)).toThrow(Ended);
  });
});
