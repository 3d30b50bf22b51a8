import { Choice } from '../parts/Choice';
import { type ScalingName, scalingNames } from '../state/scalings';
import { model, rescale, scalingName } from '../state/session';
import { words } from '../words';

/** How the bytes of an image become what the model was trained on. */
export function ScalingForm() {
  const names = scalingNames(model.value?.takesSpectra ?? false);
  return (
    <Choice
      label={words.scaling}
      value={scalingName.value ?? 'unit'}
      options={names.map((name) => [name, words.scalings[name]])}
      onChoose={(name) => rescale(name as ScalingName)}
    />
  );
}
