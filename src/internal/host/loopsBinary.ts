/** The WebAssembly module of assembly/ as text; made by npm run build:loops. */
export const loopsBinary =
  'A.h.z.tBAAABgD.gF././././.9A.gH./././././././A.gK././././././././././ADEDABCFDBAAHxDT.z.0.h.i.p.' +
  's.p.z.l.k.R.1.v.0.p.l.u.0.zAAO.y.v.1.0.l.U.v.M.h.y.n.l.z.0ACG.t.l.t.v.y.5CAK,oFD,DBCB./D.7gE-9Th' +
  'GgE,M-9ThHD.AgFgD.BC.0.JE.AgCgF.qgAgF.q-9AEAgBgF.q-9AEAiIgGgHgI-9MAAAAAAAAAAAAAAAA-9.G-9.S-9-kBi' +
  'I-9-nBgI-9MAAAAAAAAAAAAAAAA-9.B-9.P-9LEAgF.BQ.qhFMBLLL,6DDG./E.7C.9D.AgJ.BQ.qgG.NE.AgAgJ.q-9AEAh' +
  'N-9MAAAAAAAAAAAAAAAAhO.BAhH.BAhID.AgDgI.LE.A.BAhKD.AgFgK.LE.AgAgEgI.s.qgGgK.s.qgJ.q-9AEAiQgN-9.E' +
  'hPgQgNgP-9.ShNgH-9RgOgP-9.ShOgK.BB.qhKgH.BB.qhHMBLLgI.BB.qhIMBLLgBgJ.q-9AEAhN.BAhH.BAhID.AgDgI.L' +
  'E.A.BAhKD.AgFgK.LE.AgCgEgI.s.qgGgK.s.qgJ.qiLgL-9AEAgNgOgH-9R-93-9.O-9-kB-9LEAgK.BB.qhKgH.BB.qhHM' +
  'BLLgI.BB.qhIMBLLgJ.BQ.qhJMBLLD.AgGgJ.LE.AgAgJ.qqCAhR.BAhK.BAhHD.AgDgH.LE.A.BAhID.AgFgI.LE.AgEgH.' +
  'sgGgI.s.qiLgA.qgJ.qqCAiSgR.ehMgSgRgMbhRgLgKgMbhKgI.BB.qhIMBLLgH.BB.qhHMBLLgCgK.qgJ.qiHgHqCAgBgJ.' +
  'qqCA,S4CAgJ.BE.qhJMBLLL.lBE./gF.BC.0hFD.AgGgK.KE.AgIgK.sgJ.riL.BAgL.BA.KbiMgF.siNgA.qgBgFgK.s.qg' +
  'CgN.qgDgEgF.sgHgL.qiLgEgEgL.KbgM.rgFQBgK.BB.qhKMBLLL';
