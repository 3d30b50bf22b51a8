import { useEffect } from 'preact/hooks';
import { model, openFiles, openImages } from '../state/session';
import { openDropped } from './openDropped';

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.matches('input, textarea');

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
        if (event.dataTransfer) void openDropped(event.dataTransfer, { openFiles, openImages });
      },
      { signal },
    );
    addEventListener(
      'paste',
      (event) => {
        const { clipboardData, target } = event;
        if (clipboardData?.files.length) {
          void openDropped(clipboardData, { openFiles, openImages });
        } else if (clipboardData && model.value?.takesSpectra && !isField(target)) {
          void openImages([new Blob([clipboardData.getData('text')], { type: 'text/csv' })]);
        }
      },
      { signal },
    );
    return () => over.abort();
  }, []);
}
