const manifest = require('fourier-xai/package.json');

async function main() {
  const { checkLibrary, checkNoBackend, roomsOf } = await import('./checkLibrary.mjs');
  /** @type {import('./checkLibrary.mjs').Library} */
  const library = { root: require('fourier-xai') };
  for (const room of roomsOf(manifest)) library[room] = require(`fourier-xai/${room}`);
  checkNoBackend();
  require('@tensorflow/tfjs-backend-cpu');
  await checkLibrary(library);
}

main();
