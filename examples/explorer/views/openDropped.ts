import { isHistory } from '../state/history';
import { isTable } from '../state/isTable';

const isImage = ({ type, name }: File) =>
  type.startsWith('image/') || /\.(png|jpe?g|gif|webp|bmp|avif)$/i.test(name);

/** What systems put into folders. */
const isHidden = ({ name }: File) => /^(\.|thumbs\.db$|desktop\.ini$)/i.test(name);

export interface Openers {
  openFiles(files: readonly File[]): Promise<unknown>;
  openImages(files: readonly Blob[]): Promise<unknown>;
  /** Where a history of a training is asked for. */
  openHistory?(file: File): Promise<unknown>;
}

/** What was dropped or pasted: images go to the model that is open, all else is a model. */
export async function openDropped(data: DataTransfer, openers: Openers): Promise<unknown> {
  // the entries are gone after the first await
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = entries.some((entry) => entry.isDirectory)
    ? (await Promise.all(entries.map(filesIn))).flat()
    : [...data.files];
  return openChosen(
    files.filter((file) => !isHidden(file)),
    openers,
  );
}

export async function openChosen(files: readonly File[], openers: Openers): Promise<void> {
  if (openers.openHistory && isHistory(files)) {
    await openers.openHistory(files[0] as File);
    return;
  }
  if (files.some(({ name }) => name === 'about.json')) {
    await openers.openFiles(files);
    return;
  }
  const images = files.filter((file) => isImage(file) || isTable(file));
  const others = files.filter((file) => !images.includes(file));
  if (others.length > 0) await openers.openFiles(others);
  if (images.length > 0) await openers.openImages(images);
}

/** All files of an entry, those of its folders too. */
async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [
      await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail)),
    ];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesIn))).flat();
}
