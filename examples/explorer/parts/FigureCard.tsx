import type { ComponentChildren } from 'preact';
import { probe } from '../state/probe';
import { words } from '../words';
import type { Field, Picture, Spectrum } from '../worker/protocol';
import { PictureView } from './PictureView';
import { saveNpy, savePng } from './save';
import { shownNumber } from './shownNumber';

export interface FigureCardProps {
  readonly title: string;
  /** Of the files that it is saved as. */
  readonly name: string;
  readonly picture: Picture | undefined;
  readonly field?: Field | undefined;
  /** Drawn over the picture, where it is of a spectrum. */
  readonly spectrum?: Spectrum | undefined;
  readonly linked?: boolean;
  readonly onPick?: (row: number, column: number) => void;
  readonly busy?: boolean;
  readonly children?: ComponentChildren;
}

/** A picture with its title, its number under the pointer, and the ways to keep it. */
export function FigureCard(props: FigureCardProps) {
  const { title, name, picture, field, spectrum, linked = false } = props;
  const { onPick, busy = false, children } = props;
  return (
    <figure class="figure" aria-busy={busy}>
      <figcaption>{title}</figcaption>
      <PictureView {...{ picture, spectrum, label: title, linked }} {...(onPick && { onPick })} />
      <div class="under">
        <span class="readout">{linked && field ? <Readout {...{ field, spectrum }} /> : ''}</span>
        {picture && (
          <button
            type="button"
            class="quiet"
            aria-label={words.save(title, words.png)}
            onClick={() => savePng(picture, name)}
          >
            {words.png}
          </button>
        )}
        {field && (
          <button
            type="button"
            class="quiet"
            aria-label={words.save(title, words.npy)}
            onClick={() => saveNpy(field, name)}
          >
            {words.npy}
          </button>
        )}
      </div>
      {children}
    </figure>
  );
}

type ReadoutProps = { readonly field: Field; readonly spectrum: Spectrum | undefined };

function Readout({ field: { shape, values }, spectrum }: ReadoutProps) {
  const at = probe.value;
  const [rows, columns] = shape.length === 1 ? [1, values.length] : (shape as [number, number]);
  if (!at) return null;
  const place = Math.floor(at.column * columns);
  const value = values[Math.floor(at.row * rows) * columns + place];
  if (value === undefined) return null;
  const where = spectrum?.places[place];
  return <>{words.relevance.at(shownNumber(value), where)}</>;
}
