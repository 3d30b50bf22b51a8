import { useEffect } from 'preact/hooks';
import { openFiles, openImages } from '../state/session';
import { openDropped } from './openDropped';

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
        if (event.clipboardData?.files.length) {
          void openDropped(event.clipboardData, { openFiles, openImages });
        }
      },
      { signal },
    );
    return () => over.abort();
  }, []);
}
