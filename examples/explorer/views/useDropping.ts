import { useEffect } from 'preact/hooks';
import { history } from '../state/history';
import { model, openFiles, openImages } from '../state/session';
import { view } from '../state/view';
import { type Openers, openDropped } from './openDropped';

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.matches('input, textarea');

/** Where files go; in the learning-rate view a table or JSON is a history. */
const openers = (): Openers => ({
  ...{ openFiles, openImages },
  ...(view.value === 'rate' && { openHistory }),
});

async function openHistory(file: File): Promise<void> {
  history.text.value = await file.text();
}

/** What is dropped on the page or pasted into it is opened. */
export function useDropping(): void {
  useEffect(() => {
    const over = new AbortController();
    const { signal } = over;
    addEventListener('dragover', (event) => event.preventDefault(), { signal });
    addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        if (event.dataTransfer) void openDropped(event.dataTransfer, openers());
      },
      { signal },
    );
    addEventListener(
      'paste',
      (event) => {
        const { clipboardData, target } = event;
        if (clipboardData?.files.length) {
          void openDropped(clipboardData, openers());
        } else if (clipboardData && model.value?.takesSpectra && !isField(target)) {
          void openImages([new Blob([clipboardData.getData('text')], { type: 'text/csv' })]);
        }
      },
      { signal },
    );
    return () => over.abort();
  }, []);
}
