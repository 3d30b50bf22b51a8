import type { ComponentType } from 'preact';
import type { ViewName } from '../state/view';
import { ConvolutionView } from './ConvolutionView';
import { DerivativesView } from './DerivativesView';
import { KernelsView } from './KernelsView';
import { LayersView } from './LayersView';
import { RateView } from './RateView';
import { RelevanceView } from './RelevanceView';
import { SelectionView } from './SelectionView';

export const viewComponents: Readonly<Record<ViewName, ComponentType>> = {
  relevance: RelevanceView,
  kernels: KernelsView,
  convolution: ConvolutionView,
  derivatives: DerivativesView,
  layers: LayersView,
  selection: SelectionView,
  rate: RateView,
};
