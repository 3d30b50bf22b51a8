import { shownNumber } from '../../parts/shownNumber';
import { words } from '../../words';
import type { ChainAnswer, ChainStep } from '../../worker/protocol';
import { ChainCard } from './ChainCard';

const said = words.wholeChain;

/** The sum, and what becomes of it. */
export const ChainSteps = ({
  of: { all, sum, steps, difference },
}: {
  readonly of: ChainAnswer;
}) => (
  <>
    <p class="hint">{steps.length > 0 ? said.steps : said.nothing}</p>
    <div class="row six">
      <ChainCard title={said.sum} name="sum" figure={sum}>
        {said.of(all)}
        <br />
      </ChainCard>
      {steps.map((step, i) => (
        <ChainCard
          key={i}
          title={said[step.kind](step.layer)}
          name={`${step.layer}-${step.kind}`}
          figure={step.figure}
        >
          {doingOf(step)}
          <br />
        </ChainCard>
      ))}
    </div>
    {difference !== undefined && <p>{said.difference(shownNumber(difference))}</p>}
  </>
);

function doingOf(step: ChainStep): string {
  if (step.kind === 'bias') return said.adds(shownNumber(step.value));
  if (step.kind === 'activation') return said.applies(step.name);
  return said.scales(shownNumber(step.scale), shownNumber(step.shift));
}
