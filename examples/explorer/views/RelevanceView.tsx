import { useComputed } from '@preact/signals';
import { Check } from '../parts/Check';
import { Choice } from '../parts/Choice';
import { Slider } from '../parts/Slider';
import { relevance } from '../state/relevance';
import { model, prediction, target } from '../state/session';
import { modelKind } from '../state/suited';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import { CopyCode } from './relevance/CopyCode';
import { FlippingCurves } from './relevance/FlippingCurves';
import { Frequencies } from './relevance/Frequencies';
import { MapCard } from './relevance/MapCard';
import { Removal } from './relevance/Removal';

const said = words.relevance;

/** Two maps beside each other, what they add up to, and what happens to the answer without their pixels. */
export function RelevanceView() {
  const left = useAnswer('relevance', () => relevance.question('left'));
  const right = useAnswer('relevance', () => relevance.question('right'));
  const hasMaps = useComputed(() => Boolean(left.answer.value && right.answer.value));
  return (
    <>
      <div class="controls">
        {hasSigma() && (
          <Slider label={sigmaLabel()} of={relevance.sigma} min={0.5} max={6} step={0.5} />
        )}
        <Slider label={said.gamma} of={relevance.gamma} min={0.2} max={2} step={0.05} />
        <Choice
          label={said.against}
          value={String(relevance.againstClass() ?? '')}
          options={[
            ['', said.nobody],
            ...othersOf().map((i) => [String(i), model.value?.classes[i] ?? ''] as const),
          ]}
          onChoose={(index) => {
            relevance.against.value = index;
          }}
        />
        <div class="checks">
          {!model.value?.takesSpectra && <Check label={said.over} of={relevance.over} />}
          <Check label={said.softmax} of={relevance.softmax} />
          <Check label={said.numbers} of={relevance.numbers} />
        </div>
      </div>
      {model.value && <p class="hint">{words.suits[modelKind(model.value)]}</p>}
      <div class={model.value?.takesSpectra ? 'pair spectra' : 'pair'}>
        <MapCard side="left" asking={left} />
        <MapCard side="right" asking={right} />
      </div>
      <div class="pair">
        <FlippingCurves left={left} right={right} />
        <Removal of={left} />
      </div>
      <Frequencies isAfter={hasMaps} />
      <CopyCode />
    </>
  );
}

/** Classes that are offered at most, besides the chosen one. */
const MOST = 40;

/** The most likely classes but for the one that is explained, and the chosen one. */
function othersOf(): number[] {
  const outputs = prediction.value?.outputs ?? [];
  const order = [...outputs.keys()].sort((a, b) => (outputs[b] ?? 0) - (outputs[a] ?? 0));
  const chosen = relevance.againstClass() ?? [];
  return [...new Set([chosen, order.slice(0, MOST)].flat())].filter((i) => i !== target.value);
}

/** Whether one of the methods has a scale. */
const hasSigma = (): boolean =>
  [relevance.left.value, relevance.right.value].some((name) => /^(taylor|occlusion)/.test(name));

/** Sigma means something else to each method. */
function sigmaLabel(): string {
  const methods = [relevance.left.value, relevance.right.value];
  if (methods.includes('taylorNearest')) return said.sigmaOf.factor;
  if (methods.includes('occlusion') && !methods.some((name) => name.startsWith('taylor'))) {
    return said.sigmaOf.window;
  }
  return said.sigmaOf.blur;
}
