/** Makes dist, but for the types that tsup has made: modules, the script, and what CommonJS has for each room. */
import { buildCommonJs } from './commonJs';
import { buildModules } from './modules';
import { buildScript } from './script';

const names = await buildModules();
await buildScript();
await buildCommonJs(names);
