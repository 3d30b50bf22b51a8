import type { ComponentType } from 'preact';
import type { ViewName } from '../state/view';
import { RelevanceView } from './RelevanceView';

export const viewComponents: Readonly<Record<ViewName, ComponentType>> = {
  relevance: RelevanceView,
};
