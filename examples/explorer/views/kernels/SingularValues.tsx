import { Curve } from '../../parts/Curve';
import { Trouble } from '../../parts/Trouble';
import { model } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { KernelSource } from '../../worker/protocol';

const said = words.kernels;

/** By which factors a layer stretches images that wrap around. */
export function SingularValues({ of: source }: { readonly of: KernelSource }) {
  const { answer, failure } = useAnswer(
    'singular',
    () => model.value && { model: model.value.id, source },
  );
  const values = [...(answer.value ?? [])];
  return (
    <>
      <Trouble of={failure} />
      {values.length > 0 && (
        <Curve
          label={said.singular}
          series={[{ name: said.singular, values }]}
          end={String(values.length)}
          {...said.singularAxis}
        />
      )}
    </>
  );
}
