import { complain } from '../../../support/print';
import { reasonOf } from '../../../support/reasonOf';

/**
 * Runs what starts things one after the other; each that is noted is ended afterwards, the last one first, also where the
 * ending of another fails.
 */
export async function withEndings<T>(
  act: (ending: (end: () => unknown) => void) => Promise<T>,
): Promise<T> {
  const endings: (() => unknown)[] = [];
  try {
    return await act((end) => endings.push(end));
  } finally {
    for (const end of endings.reverse()) {
      await Promise.resolve()
        .then(end)
        .catch((error: unknown) => complain(`queue: ${reasonOf(error)}`));
    }
  }
}
