import { either, integer, type Kind, text } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';
import type { SplitOptions } from './kernelActivations';

/** A layer, as `splitModel` takes it. */
const layer: Kind = either(text, integer(0));

export const splitKinds: KindsOf<SplitOptions> = { at: layer };
