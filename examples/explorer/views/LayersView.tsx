import { Check } from '../parts/Check';
import { Code } from '../parts/Code';
import { FigureCard } from '../parts/FigureCard';
import { Opening } from '../parts/Opening';
import { PartChoice } from '../parts/PartChoice';
import { SmallBars } from '../parts/SmallBars';
import { Trouble } from '../parts/Trouble';
import { convolution } from '../state/convolution';
import { layers } from '../state/layers';
import { prediction, takesSpectra, target } from '../state/session';
import { useAnswer } from '../state/useAnswer';
import { words } from '../words';
import type { LayerAnswer } from '../worker/protocol';
import { layersCode } from './codes';
import { Chain } from './layers/Chain';
import { ChannelRanking } from './layers/ChannelRanking';
import { Fusion } from './layers/Fusion';
import { LayerList } from './layers/LayerList';
import { LayerSliders } from './layers/LayerSliders';

const said = words.layers;

const chain = [
  'imageConvolved',
  'channelInput',
  'kernel',
  'spectrum',
  'partial',
  'channelOutput',
] as const;
const means = ['meanInput', 'meanOutput'] as const;

/** One channel of one layer. */
export function LayersView() {
  const { answer, busy, failure } = useAnswer('layer', layers.question);
  const found = answer.value;
  const isOff = layers.off.value === '1';
  return (
    <>
      <LayerList />
      <div class="controls">
        <LayerSliders />
        <PartChoice />
        <Check label={said.off} of={layers.off} />
      </div>
      <Trouble of={failure} />
      <section class="stack">
        <h3>{said.chain}</h3>
        <Pictures of={chain} {...{ found, busy: busy.value }} />
      </section>
      <Chain />
      <div class="pair">
        <section class="stack">
          <h3>{said.means(takesSpectra.value)}</h3>
          <Pictures of={means} {...{ found, busy: busy.value }} />
        </section>
        {found && (
          <SmallBars
            title={said.answer(isOff ? said.offWord : said.on)}
            answer={found.prediction}
            before={prediction.value}
          />
        )}
      </div>
      <ChannelRanking />
      <Opening title={words.fusion.title}>
        <Fusion />
      </Opening>
      <Code lines={layersCode(convolution.place(), target.value)} />
    </>
  );
}

type Part = (typeof chain)[number] | (typeof means)[number];

interface PicturesProps {
  readonly of: readonly Part[];
  readonly found: LayerAnswer | undefined;
  readonly busy: boolean;
}

const Pictures = ({ of, found, busy }: PicturesProps) => (
  <div class={of.length > 2 ? 'row six' : 'row'}>
    {of.map((part) => (
      <FigureCard
        key={part}
        {...{ title: said[part], name: part, busy }}
        picture={found?.[part].picture}
        field={found?.[part].field}
        linked={part !== 'kernel' && part !== 'spectrum'}
      />
    ))}
  </div>
);
