import { render } from 'preact';
import { recover } from './state/recovery';
import { begin, onLost, startWorker } from './state/session';
import { tendWorker, withWorker } from './state/worker';
import './styles/main.css';
import { App } from './views/App';

tendWorker(startWorker, recover);
onLost.value = recover;
void begin(); // before the page is drawn: the worker takes longest
setTimeout(() => render(<App />, document.querySelector('#app') as HTMLElement)); // a task of its own

/** For the tests: how many tensors the worker holds. */
Object.assign(globalThis, { explorer: { tensors: () => withWorker((api) => api.tensors()) } });
