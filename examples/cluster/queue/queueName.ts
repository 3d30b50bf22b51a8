import { createHash } from 'node:crypto';
import { readPlan } from '../plan';

/** Each plan has a queue of its own, so that workers of another plan, or of one that was made anew, take nothing from it. */
export function queueName(folder: string): string {
  const plan = JSON.stringify(readPlan(folder));
  return `shards-${createHash('sha256').update(plan).digest('hex').slice(0, 16)}`;
}
