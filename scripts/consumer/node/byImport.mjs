import manifest from 'fourier-xai/package.json' with { type: 'json' };
import { checkLibrary, checkNoBackend, roomsOf } from './checkLibrary.mjs';

/** @type {import('./checkLibrary.mjs').Library} */
const library = { root: await import('fourier-xai') };
for (const room of roomsOf(manifest)) library[room] = await import(`fourier-xai/${room}`);
checkNoBackend();
await import('@tensorflow/tfjs-backend-cpu');
await checkLibrary(library);
