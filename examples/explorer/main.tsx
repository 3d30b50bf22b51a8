import { render } from 'preact';
import { begin } from './state/session';
import { withWorker } from './state/worker';
import './styles/main.css';
import { App } from './views/App';

render(<App />, document.querySelector('#app') as HTMLElement);
void begin();

/** For the tests: how many tensors the worker holds. */
Object.assign(globalThis, { explorer: { tensors: () => withWorker((api) => api.tensors()) } });
