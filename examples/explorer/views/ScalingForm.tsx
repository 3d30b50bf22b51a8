import { signal } from '@preact/signals';
import { Choice } from '../parts/Choice';
import { scalings } from '../state/scalings';
import { rescale } from '../state/session';
import { words } from '../words';

const chosen = signal<keyof typeof scalings>('unit');

/** How the bytes of an image become what the model was trained on. */
export function ScalingForm() {
  const names = Object.keys(scalings) as (keyof typeof scalings)[];
  return (
    <Choice
      label={words.scaling}
      value={chosen.value}
      options={names.map((name) => [name, words.scalings[name]])}
      onChoose={(name) => {
        chosen.value = name as keyof typeof scalings;
        void rescale(scalings[chosen.value]);
      }}
    />
  );
}
