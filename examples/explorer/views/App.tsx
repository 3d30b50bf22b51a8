import { view, viewNames } from '../state/view';
import { words } from '../words';
import { AnswerPanel } from './AnswerPanel';
import { Header } from './Header';
import { InputPanel } from './InputPanel';
import { Reference } from './Reference';
import { Status } from './Status';
import { useDropping } from './useDropping';
import { viewComponents } from './viewComponents';

export function App() {
  useDropping();
  const View = viewComponents[view.value];
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
          <View key={view.value} />
        </section>
      </main>
      <footer>{words.lead}</footer>
    </div>
  );
}
