import type { Group } from '../contest';
import { collapse } from './collapse';
import { convolution } from './convolution';
import { fusion } from './fusion';
import { jacobians } from './jacobians';
import { relevance } from './relevance';
import { selection } from './selection';
import { transforms } from './transforms';

/** The groups that run anywhere; training reads its digits from files, and is Node's. */
export const groups = {
  transforms,
  convolution,
  fusion,
  collapse,
  jacobians,
  relevance,
  selection,
} satisfies Record<string, Group>;

export type GroupName = keyof typeof groups;
