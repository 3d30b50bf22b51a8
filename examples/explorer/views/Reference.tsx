import { type ViewName, view } from '../state/view';
import { words } from '../words';

/** The room of the library that a view shows. */
const rooms: Readonly<Record<ViewName, string>> = {
  relevance: 'relevance',
  kernels: 'fourier',
  convolution: 'fourier',
  derivatives: 'gradients',
  layers: 'relevance',
  selection: 'relevance',
  rate: 'schedulers',
};

/** A link to what the library says of it, where the page is published beside the reference. */
export function Reference() {
  const reference = import.meta.env.VITE_REFERENCE;
  if (!reference) return null;
  return <a href={`${reference}modules/${rooms[view.value]}.html`}>{words.reference}</a>;
}
