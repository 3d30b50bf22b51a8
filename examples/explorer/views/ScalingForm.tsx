import { Choice } from '../parts/Choice';
import { TextField } from '../parts/TextField';
import { ownScaling, type ScalingName, scalingNames } from '../state/scalings';
import { model, rescale, scalingName } from '../state/session';
import { words } from '../words';
import { ScalingTrials } from './ScalingTrials';

const said = words.ownScaling;

/** How the bytes of an image become what the model was trained on. */
export function ScalingForm() {
  const names = scalingNames(model.value?.takesSpectra ?? false);
  return (
    <>
      <Choice
        label={words.scaling}
        value={scalingName.value ?? 'unit'}
        options={names.map((name) => [name, words.scalings[name]])}
        onChoose={(name) => rescale(name as ScalingName)}
      />
      {scalingName.value === 'own' && <OwnScaling />}
      <ScalingTrials names={names} />
    </>
  );
}

function OwnScaling() {
  const again = () => rescale('own');
  return (
    <>
      <TextField label={said.range} of={ownScaling.range} onChange={again} />
      <TextField label={said.mean} of={ownScaling.mean} onChange={again} />
      <TextField label={said.deviation} of={ownScaling.deviation} onChange={again} />
      <Choice
        label={said.order}
        value={ownScaling.order.value}
        options={(['rgb', 'bgr'] as const).map((order) => [order, said.orders[order]])}
        onChoose={(order) => {
          ownScaling.order.value = order;
          void again();
        }}
      />
    </>
  );
}
