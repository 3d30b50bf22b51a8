import type { ComponentChildren } from 'preact';
import { FigureCard } from '../../parts/FigureCard';
import { shownNumber } from '../../parts/shownNumber';
import { words } from '../../words';
import type { Figure } from '../../worker/protocol';

interface ChainCardProps {
  readonly title: string;
  readonly name: string;
  readonly figure: Figure;
  readonly children?: ComponentChildren;
}

/** A part of the chain, with the least and the largest of its values: each picture has colours of its own. */
export const ChainCard = ({ title, name, figure, children }: ChainCardProps) => (
  <FigureCard {...{ title, name, picture: figure.picture, field: figure.field }} linked>
    <p class="hint">
      {children}
      {words.wholeChain.range(...rangeOf(figure.field.values))}
    </p>
  </FigureCard>
);

function rangeOf(values: Float32Array): [string, string] {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [shownNumber(least), shownNumber(most)];
}
