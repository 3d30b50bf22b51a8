import { render } from 'preact';
import { begin } from './state/session';
import './styles/main.css';
import { App } from './views/App';

render(<App />, document.querySelector('#app') as HTMLElement);
void begin();
