import { runShard } from '../runShard';
import { shardProcessor } from './shardProcessor';

export default shardProcessor(runShard);
