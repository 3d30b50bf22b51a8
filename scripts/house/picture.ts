// Draws docs/house.svg from the imports, and writes the table of rooms.ts to ARCHITECTURE.md: npm run picture
import { readFileSync, writeFileSync } from 'node:fs';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { dotOf } from './dot';
import { edgesOf, reduced } from './edges';
import { readImports } from './imports';
import { withTable } from './table';

/** Dark lines on a light page, light ones on a dark page. */
const head = `<title>Which rooms import which</title>
<style>
svg { color: #24292f } @media (prefers-color-scheme: dark) { svg { color: #d1d7e0 } }
text { fill: currentColor } path, polyline { stroke: currentColor }
.node path { fill: #8884; stroke: currentColor } .cluster path { fill: #8882; stroke: #8888 }
.edge polygon { fill: currentColor; stroke: currentColor }
</style>`;

const edges = reduced(edgesOf(await readImports(process.cwd(), ['src'])));
const graphviz = await Graphviz.load();
const svg = graphviz.dot(dotOf(edges)).replace(/(<svg[^>]*>)/, `$1\n${head}`);
writeFileSync('docs/house.svg', svg);
writeFileSync('ARCHITECTURE.md', withTable(readFileSync('ARCHITECTURE.md', 'utf8')));
