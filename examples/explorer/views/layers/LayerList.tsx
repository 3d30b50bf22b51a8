import { layers, listings } from '../../state/layers';
import { model } from '../../state/session';
import { words } from '../../words';

const said = words.layers;

/** The layers by kind, as in the document's fourth app. */
export function LayerList() {
  const listing = layers.listing.value;
  const all = model.value?.layers ?? [];
  const shown = listing === 'all' ? all : all.filter(({ kind }) => kind === listing);
  return (
    <>
      <div class="buttons">
        {listings.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === listing}
            onClick={() => {
              layers.listing.value = each;
            }}
          >
            {said.lists[each]}
          </button>
        ))}
      </div>
      {listing !== 'none' && (
        <div class="scroll">
          <table class="layers">
            <thead>
              <tr>
                <th scope="col">{said.columns.name}</th>
                <th scope="col">{said.columns.kind}</th>
                <th scope="col">{said.columns.shape}</th>
                <th scope="col">{said.columns.weights}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ index, name, className, shape, weights }) => (
                <tr key={index}>
                  <th scope="row">{name}</th>
                  <td>{className}</td>
                  <td>{shape.map((n) => n ?? '?').join(' × ')}</td>
                  <td>{weights.toLocaleString('en')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
