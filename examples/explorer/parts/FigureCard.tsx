import type { ComponentChildren } from 'preact';
import { probe } from '../state/probe';
import { words } from '../words';
import type { Field, Picture } from '../worker/protocol';
import { PictureView } from './PictureView';
import { saveNpy, savePng } from './save';
import { shownNumber } from './shownNumber';

export interface FigureCardProps {
  readonly title: string;
  /** Of the files that it is saved as. */
  readonly name: string;
  readonly picture: Picture | undefined;
  readonly field?: Field | undefined;
  readonly linked?: boolean;
  readonly onPick?: (row: number, column: number) => void;
  readonly busy?: boolean;
  readonly children?: ComponentChildren;
}

/** A picture with its title, its number under the pointer, and the ways to keep it. */
export function FigureCard(props: FigureCardProps) {
  const { title, name, picture, field, linked = false, onPick, busy = false, children } = props;
  return (
    <figure class="figure" aria-busy={busy}>
      <figcaption>{title}</figcaption>
      <PictureView {...{ picture, label: title, linked }} {...(onPick && { onPick })} />
      <div class="under">
        <span class="readout">{linked && field ? <Readout field={field} /> : ''}</span>
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

function Readout({ field: { shape, values } }: { readonly field: Field }) {
  const at = probe.value;
  const [rows = 1, columns = 1] = shape;
  if (!at) return null;
  const value = values[Math.floor(at.row * rows) * columns + Math.floor(at.column * columns)];
  return <>{value === undefined ? '' : words.relevance.at(shownNumber(value))}</>;
}
