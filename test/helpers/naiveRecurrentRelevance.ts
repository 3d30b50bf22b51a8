type Row = readonly number[];
type Matrix = readonly Row[];

/** Weights of a recurrent layer, [inputs][gates · units] and so on, and its ε. */
export interface Recurrent {
  readonly w: Matrix;
  readonly u: Matrix;
  readonly b: Row;
  /** Of the state, where it has a bias of its own. */
  readonly c?: Row;
  readonly epsilon: number;
}

/** The last state, and the relevance of the inputs at each time for that of the last state. */
interface Naive {
  readonly y: Row;
  relevance(ofState: Row): number[][];
}

const tanh = Math.tanh;
const hardSigmoid = (v: number) => Math.min(Math.max(0.2 * v + 0.5, 0), 1);
const stable = (z: number, epsilon: number) => z + (z >= 0 ? epsilon : -epsilon);
const zeros = (n: number) => new Array<number>(n).fill(0);

/** Σ a_j m_jk + … + b_k, for the gate that begins at a column. */
const gate = ({ w, u, b }: Recurrent, from: number, x: Row, h: Row) =>
  h.map((_, k) => {
    const column = from + k;
    const ofX = x.reduce((sum, value, j) => sum + value * w[j]![column]!, b[column]!);
    return h.reduce((sum, value, j) => sum + value * u[j]![column]!, ofX);
  });

/** LRP-ε of that gate. */
function back(layer: Recurrent, from: number, { x, h, z, r }: Record<'x' | 'h' | 'z' | 'r', Row>) {
  const share = (a: Row, m: Matrix) =>
    a.map((value, j) =>
      r.reduce(
        (sum, part, k) => sum + (value * m[j]![from + k]! * part) / stable(z[k]!, layer.epsilon),
        0,
      ),
    );
  return { x: share(x, layer.w), h: share(h, layer.u) };
}

export function naiveSimple(layer: Recurrent, xs: Matrix): Naive {
  const states: Row[] = [zeros(layer.u.length)];
  for (const x of xs) states.push(gate(layer, 0, x, states.at(-1)!).map(tanh));
  return {
    y: states.at(-1)!,
    relevance: (ofState) => {
      let r = ofState;
      return [...xs.keys()]
        .reverse()
        .map((t) => {
          const [x, h] = [xs[t]!, states[t]!];
          const shares = back(layer, 0, { x, h, z: gate(layer, 0, x, h), r });
          r = shares.h;
          return shares.x;
        })
        .reverse();
    },
  };
}

export function naiveLstm(layer: Recurrent, xs: Matrix): Naive {
  const n = layer.u.length;
  const trace = [{ h: zeros(n) as Row, c: zeros(n) as Row }];
  const gates = (t: number) => {
    const { h } = trace[t]!;
    const [i, f, g, o] = [0, n, 2 * n, 3 * n].map((from) => gate(layer, from, xs[t]!, h));
    return { i: i!.map(hardSigmoid), f: f!.map(hardSigmoid), g: g!, o: o!.map(hardSigmoid) };
  };
  for (const t of xs.keys()) {
    const { i, f, g, o } = gates(t);
    const c = i.map((_, k) => f[k]! * trace[t]!.c[k]! + i[k]! * tanh(g[k]!));
    trace.push({ c, h: c.map((value, k) => o[k]! * tanh(value)) });
  }
  return {
    y: trace.at(-1)!.h,
    relevance: (ofState) => {
      let [ofH, ofC] = [ofState, zeros(n)];
      const xsBack: number[][] = [];
      for (let t = xs.length - 1; t >= 0; t--) {
        const { i, f, g } = gates(t);
        const { h, c } = trace[t]!;
        const ratio = trace[t + 1]!.c.map((next, k) => (ofH[k]! + ofC[k]!) / stable(next, 1e-6));
        const r = ratio.map((value, k) => value * i[k]! * tanh(g[k]!));
        const shares = back(layer, 2 * n, { x: xs[t]!, h, z: g, r });
        [ofH, ofC] = [shares.h, ratio.map((value, k) => value * f[k]! * c[k]!)];
        xsBack.unshift(shares.x);
      }
      return xsBack;
    },
  };
}

export function naiveGru(layer: Recurrent, xs: Matrix): Naive {
  const n = layer.u.length;
  const states: Row[] = [zeros(n)];
  const parts = (t: number) => {
    const h = states[t]!;
    const z = gate(layer, 0, xs[t]!, h).map(hardSigmoid);
    const seen = gate(layer, n, xs[t]!, h).map((v, k) => hardSigmoid(v) * h[k]!);
    return { h, z, seen, g: gate(layer, 2 * n, xs[t]!, seen) };
  };
  for (const t of xs.keys()) {
    const { h, z, g } = parts(t);
    states.push(z.map((keep, k) => keep * h[k]! + (1 - keep) * tanh(g[k]!)));
  }
  return {
    y: states.at(-1)!,
    relevance: (ofState) => {
      let r = ofState;
      const xsBack: number[][] = [];
      for (let t = xs.length - 1; t >= 0; t--) {
        const { h, z, seen, g } = parts(t);
        const ratio = states[t + 1]!.map((next, k) => r[k]! / stable(next, 1e-6));
        const added = ratio.map((value, k) => value * (1 - z[k]!) * tanh(g[k]!));
        const shares = back(layer, 2 * n, { x: xs[t]!, h: seen, z: g, r: added });
        r = ratio.map((value, k) => value * z[k]! * h[k]! + shares.h[k]!);
        xsBack.unshift(shares.x);
      }
      return xsBack;
    },
  };
}

/** h' = z ⊙ h + (1 - z) ⊙ tanh(x·W + b + r ⊙ (h·U + c)). */
export function naiveResetAfterGru(layer: Recurrent, xs: Matrix): Naive {
  const n = layer.u.length;
  const c = layer.c!;
  const states: Row[] = [zeros(n)];
  const both: Recurrent = { ...layer, b: layer.b.map((value, i) => value + c[i]!) };
  const parts = (t: number) => {
    const h = states[t]!;
    const z = gate(both, 0, xs[t]!, h).map(hardSigmoid);
    const reset = gate(both, n, xs[t]!, h).map(hardSigmoid);
    const ofX = gate(layer, 2 * n, xs[t]!, zeros(n));
    const ofH = gate({ ...layer, b: c }, 2 * n, zeros(xs[t]!.length), h);
    return { h, z, reset, ofX, ofH, g: ofX.map((value, k) => value + reset[k]! * ofH[k]!) };
  };
  for (const t of xs.keys()) {
    const { h, z, g } = parts(t);
    states.push(z.map((keep, k) => keep * h[k]! + (1 - keep) * tanh(g[k]!)));
  }
  return {
    y: states.at(-1)!,
    relevance: (ofState) => {
      let r = ofState;
      const xsBack: number[][] = [];
      for (let t = xs.length - 1; t >= 0; t--) {
        const { h, z, reset, ofX, ofH, g } = parts(t);
        const ratio = states[t + 1]!.map((next, k) => r[k]! / stable(next, 1e-6));
        const each = ratio.map(
          (value, k) => (value * (1 - z[k]!) * tanh(g[k]!)) / stable(g[k]!, 1e-6),
        );
        const share = (z0: Row, part: Row) => back(layer, 2 * n, { x: xs[t]!, h, z: z0, r: part });
        const { x } = share(
          ofX,
          each.map((value, k) => value * ofX[k]!),
        );
        const ofBefore = share(
          ofH,
          each.map((value, k) => value * reset[k]! * ofH[k]!),
        ).h;
        r = ratio.map((value, k) => value * z[k]! * h[k]! + ofBefore[k]!);
        xsBack.unshift(x);
      }
      return xsBack;
    },
  };
}
