import { type ProgressOptions, startProgress } from '../../internal/startProgress';
import type { ModelFiles } from './modelFiles';

/** Files that are there at once, of which is told as of those that come by and by. */
export async function reported(
  files: ModelFiles | Promise<ModelFiles>,
  progress: ProgressOptions,
): Promise<ModelFiles> {
  const given = await files;
  const tell = async (bytes: Uint8Array) => {
    startProgress(progress);
    await progress.onProgress?.(bytes.length, bytes.length);
    return bytes;
  };
  await tell(given.main);
  return {
    ...given,
    read: async (path) => {
      const bytes = await given.read(path);
      return bytes && tell(bytes);
    },
  };
}
