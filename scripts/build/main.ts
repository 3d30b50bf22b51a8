// Makes dist: npm run build
import { rm } from 'node:fs/promises';
import { buildCommonJs } from './commonJs';
import { buildModules } from './modules';
import { buildScript } from './script';
import { buildTypes } from './types';

await rm('dist', { recursive: true, force: true });
await buildTypes();
const names = await buildModules();
await buildScript();
await buildCommonJs(names);
