import { checkKind } from '../../internal/check';
import { boolean, type Kind, listOf, oneOf, text } from '../../internal/kinds';
import { named } from '../../internal/named';

/** A layer that has a rule, as a composite sees it. */
export interface WeightedLayer {
  /** That of the layer. */
  readonly name: string;
  /** Among the model's layers; none inside a nested model. */
  readonly index: number | undefined;
  /**
   * All by which composites may name it: its index, and its name, behind those of the nested models that it lies in
   * (`backbone/conv5`), or without them where no other layer is called so.
   */
  readonly names: readonly string[];
  /**
   * Convolutions of all kinds; dense; or normalisations and rescalings that are part of no other layer, with a factor
   * and a shift for each value.
   */
  readonly kind: 'convolution' | 'dense' | 'normalization';
  /** Whether it is the first convolution or dense layer, in the order in which they are called. */
  readonly isFirst: boolean;
  /** Whether it is the first of its kind. */
  readonly isFirstOfKind: boolean;
}

const layerKind: Kind = {
  holds: (value) => {
    const { names, kind, isFirst, isFirstOfKind } = Object(value) as Partial<WeightedLayer>;
    return (
      listOf(text).holds(names) &&
      oneOf('convolution', 'dense', 'normalization').holds(kind) &&
      [isFirst, isFirstOfKind].every(boolean.holds)
    );
  },
  described: 'a layer with weights, as lrp gives it to a composite',
};

/** What a composite that is called by itself is given. */
export const checkedLayer = (name: string, layer: WeightedLayer): WeightedLayer =>
  named(name, () => {
    checkKind('layer', layer, layerKind);
    return layer;
  });
