import { Fragment } from 'preact';
import type { Figure } from '../worker/protocol';
import { FigureCard } from './FigureCard';

/** One term: what it is called, how its file is, and what it shows. */
export interface Term {
  readonly title: string;
  readonly name: string;
  readonly figure: Figure | undefined;
  readonly linked?: boolean;
  readonly onPick?: ((row: number, column: number) => void) | undefined;
}

interface EquationProps {
  readonly title: string;
  /** Between the terms. */
  readonly signs: readonly string[];
  readonly terms: readonly Term[];
  readonly busy: boolean;
}

/** Pictures with the signs between them. */
export const Equation = ({ title, signs, terms, busy }: EquationProps) => (
  <section>
    <h3>{title}</h3>
    <div class="equation">
      {terms.map(({ title, name, figure, linked = false, onPick }, i) => (
        <Fragment key={name}>
          <FigureCard
            {...{ title, name, busy, linked, picture: figure?.picture, field: figure?.field }}
            {...(onPick && { onPick })}
          />
          {signs[i] && (
            <span class="sign" aria-hidden="true">
              {signs[i]}
            </span>
          )}
        </Fragment>
      ))}
    </div>
  </section>
);
