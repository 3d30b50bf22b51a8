import { FigureCard } from '../../parts/FigureCard';
import { PictureView } from '../../parts/PictureView';
import { shownPercent } from '../../parts/shownNumber';
import { Trouble } from '../../parts/Trouble';
import { convolution } from '../../state/convolution';
import { layers } from '../../state/layers';
import { gallery, model, spectrum, target } from '../../state/session';
import { useAnswer } from '../../state/useAnswer';
import { words } from '../../words';
import type { Excited } from '../../worker/protocol';

const said = words.layers;

/** The channels through which the relevance of the class passes. */
export function ChannelRanking() {
  const { answer, busy, failure } = useAnswer('channels', layers.ranking);
  const { channels = [], total = 1, sums } = answer.value ?? {};
  return (
    <section class="stack" aria-busy={busy.value}>
      <h3>{said.ranking(model.value?.classes[target.value] ?? '')}</h3>
      <p class="hint">{said.rankingHint}</p>
      <Trouble of={failure} />
      <div class="row">
        {channels.map(({ channel, map, excited }) => (
          <div key={channel} class="ranked">
            <button
              type="button"
              aria-pressed={channel === convolution.chosen()?.output}
              onClick={() => {
                convolution.output.value = channel;
              }}
            >
              {said.rankingTitle(channel, shownPercent((sums?.[channel] ?? 0) / total))}
            </button>
            <FigureCard
              title={said.mapThrough(channel)}
              name={`relevance-through-${channel}`}
              {...{ picture: map.picture, field: map.field, spectrum: spectrum.value }}
              linked
            />
            <ul class="excited">
              {excited.map((each) => (
                <li key={each.image}>
                  <ExcitedImage of={each} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

/** An image with a ring where the channel is excited. */
const ExcitedImage = ({ of: { image, row, column } }: { readonly of: Excited }) => (
  <div class="ringed">
    <PictureView
      picture={gallery.value?.pictures[image]}
      spectrum={gallery.value?.spectra?.[image]}
      label={said.excitedBy(image + 1)}
    />
    <span class="ring" style={{ insetBlockStart: within(row), insetInlineStart: within(column) }} />
  </div>
);

/** The ring's middle, so that all of it lies in the picture. */
const within = (share: number) => `clamp(0.7rem, ${100 * share}%, 100% - 0.7rem)`;
