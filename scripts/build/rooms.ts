import manifest from '../../package.json' with { type: 'json' };

/** The rooms that package.json exports, by the names of their files in dist: index is the root. */
export const rooms: readonly string[] = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => (subpath === '.' ? 'index' : subpath.slice(2)));

/** The sources of these. */
export const sources: Readonly<Record<string, string>> = Object.fromEntries(
  rooms.map((room) => [room, room === 'index' ? 'src/index.ts' : `src/${room}/index.ts`]),
);
