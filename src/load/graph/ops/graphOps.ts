import { isSignal, type Signal } from '../graphValue';
import { elementwiseOps, single } from './elementwiseOps';
import { movingOps } from './movingOps';
import type { Op, Ops } from './op';
import { poolingOps } from './poolingOps';
import { shapeOps } from './shapeOps';
import { weightedOps } from './weightedOps';

const same = single((_, x) => x);

/** Fractions stay where whole numbers become floats, but not the other way round. */
const cast: Op = ({ node, inputs: [x] }) => {
  const { SrcT: from, DstT: to } = node.attributes;
  const isFloat = (type: unknown) =>
    /^(DT_)?(FLOAT|DOUBLE|HALF|BFLOAT16|1|2|14|19)$/.test(String(type));
  return isSignal(x) && (isFloat(to) || !isFloat(from ?? 'FLOAT')) ? x : undefined;
};

const each: Op = ({ inputs }) => (inputs.every(isSignal) ? (inputs as Signal[]) : undefined);

/** Of what these ops give, what reads them reads what they take. */
export const passingOps: Ops = {
  Identity: same,
  IdentityN: each,
  StopGradient: same,
  PreventGradient: same,
  CheckNumerics: same,
  Snapshot: same,
  FakeQuantWithMinMaxVars: same,
  EnsureShape: same,
  Cast: cast,
};

/** Every op that becomes layers. Supporting a new one is a row in the table of its kind. */
export const graphOps: Ops = {
  ...passingOps,
  ...elementwiseOps,
  ...weightedOps,
  ...shapeOps,
  ...movingOps,
  ...poolingOps,
};
