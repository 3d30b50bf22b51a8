import { hasNothing, model } from '../state/session';
import { convLayers } from '../state/shown';
import { type ViewName, view, viewNames } from '../state/view';
import { words } from '../words';
import { AnswerPanel } from './AnswerPanel';
import { Header } from './Header';
import { InputPanel } from './InputPanel';
import { LayerList } from './layers/LayerList';
import { Reference } from './Reference';
import { Status } from './Status';
import { useDropping } from './useDropping';
import { viewComponents } from './viewComponents';

export function App() {
  useDropping();
  return (
    <div class="page">
      <a class="skip" href="#view">
        {words.skip}
      </a>
      <Header />
      <Status />
      <nav class="tabs" aria-label={words.title}>
        {viewNames.map((name) => (
          <a
            key={name}
            href={`?view=${name}`}
            aria-current={name === view.value ? 'page' : undefined}
            onClick={(event) => {
              event.preventDefault();
              view.value = name;
            }}
          >
            {words.views[name]}
          </a>
        ))}
      </nav>
      <main>
        <div class="subject">
          <InputPanel />
          <AnswerPanel />
        </div>
        <section id="view" class="view" tabindex={-1} aria-labelledby="view-title">
          <h2 id="view-title">{words.views[view.value]}</h2>
          <p class="explanation">
            {words.explanations[view.value]} <Reference />
          </p>
          <Shown />
        </section>
      </main>
      <footer>{words.lead}</footer>
    </div>
  );
}

/** Views of kernels, which not every model has. */
const ofKernels: readonly ViewName[] = ['kernels', 'convolution', 'layers', 'selection'];

/** The view, or why there is none. */
function Shown() {
  const View = viewComponents[view.value];
  if (hasNothing.value) return <p class="hint">{words.nothingOpen}</p>;
  const lacksKernels = model.value && convLayers.value.length === 0;
  if (!lacksKernels || !ofKernels.includes(view.value)) return <View key={view.value} />;
  return (
    <>
      <p class="hint">{words.noKernels}</p>
      {view.value === 'layers' && <LayerList />}
    </>
  );
}
