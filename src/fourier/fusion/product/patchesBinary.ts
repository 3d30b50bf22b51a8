/** The WebAssembly module of assembly/ as text; made by npm run build:patches. */
export const patchesBinary =
  'A.h.z.tBAAABaB.gW././././././././././././././././././././.9.9ADCBAFDBAAHZCM.w.h.0.j.o.Q.y.v.k.1.' +
  'j.0AAG.t.l.t.v.y.5CAK,OOB,LOCV./N.7gIgJ.shmgO.BH.q.BD.2hlgAgB.sgC.s.BB.rhoD.Agngo.NE.A.BAhc.BAhA' +
  '.BAhW.BAhd.BAhb.BAhY.BAhX.BAha.BAhZD.AgZ.BE.JE.AgZgn.qibgogbgo.JbibgC.whggAhcgWhAgdhWgDgbgC.uibg' +
  'B.uifgE.s.qgbgB.wiegF.s.qgGgg.s.qhdgYhbgXhYgahXgPgQgf.s.qgRge.s.qgSgg.s.qhagZ.BB.qhZMBLLgKhZ.BAh' +
  'pD.AgIgp.LE.AgZhegHgp.sifgc.qhkgAgf.qhigWgf.qhhgdgf.qhgC.AgJ.BE.JE.A.BAhqD.AgJgq.LE.Agegq.BC.0if' +
  'gk.qqCA4CAgegfgi.qqCA4CEgegfgh.qqCA4CIgegfgg.qqCA4CMgq.BB.qhqge.BQ.qheMBLLMBL.BAhqD.AgJgq.LE.Agq' +
  'gJ.BE.rifgfgq.Lbif.BC.0ijgk.q-9AEAhwgegf.BE.0.qifgwgigj.q-9AEAiv-9NABCDQRSTEFGHUVWXisghgj.q-9AEA' +
  'iugggj.q-9AEAit-9NABCDQRSTEFGHUVWXir-9NABCDEFGHQRSTUVWX-9LEAgfgsgr-9NIJKLMNOPYZabcdef-9LEQgfgwgv' +
  '-9NIJKLYZabMNOPcdefisgugt-9NIJKLYZabMNOPcdefir-9NABCDEFGHQRSTUVWX-9LEggfgsgr-9NIJKLMNOPYZabcdef-' +
  '9LEwgq.BE.qhqMBLLLgp.BB.qhpgZgJ.BE.0.qhZMBLL.BAhAD.AgAgN.JE.AgMgAgl.sic.BF.0.qhkgAgT.siWgb.qhjgW' +
  'gY.qhigWgX.qhhgWga.qhg.BAhZgU-9ThygV-9ThxgLgcgm.s.BF.0.qhdD.AgOgZ.LE.AgZ.BC.0ifgk.qiW-9AEAish1gW' +
  '-9AEQirh0gsiuh3grith2gKhW.BAheD.Agegm.JE.AgsgW-9JCAivgd-9AEAiz-9-mB-9-kBhsgrgvgd-9AEQiw-9-mB-9-k' +
  'Bhrg1gW-9JCEivgz-9-mB-9-kBh1g0gvgw-9-mB-9-kBh0gugW-9JCIivgz-9-mB-9-kBhugtgvgw-9-mB-9-kBhtg3gW-9J' +
  'CMivgz-9-mB-9-kBh3g2gvgw-9-mB-9-kBh2gW.BQ.qhWgd.Bg.qhdge.BB.qheMBLLgfgj.qhegsgy-9-pBgx-9-oBhsgrg' +
  'y-9-pBgx-9-oBhrC.A.BIgOgZ.riWgW.BI.LbiW.BI.GE.Agegs-9LEAgegr-9LEQMBLgW.BE.PE.Agegs-9LEAgW.BE.ric' +
  'E.Agegr-9fA4CQLgc.BB.LE.Agegr-9fB4CULgc.BC.LE.Agegr-9fC4CYLFgWE.Agegs-9fA4CALgW.BB.LE.Agegs-9fB4' +
  'CELgW.BC.LE.Agegs-9fC4CILLLgfgi.qheg1gy-9-pBgx-9-oBhsg0gy-9-pBgx-9-oBhrC.AgW.BI.GE.Agegs-9LEAgeg' +
  'r-9LEQMBLgW.BE.PE.Agegs-9LEAgW.BE.ricE.Agegr-9fA4CQLgc.BB.LE.Agegr-9fB4CULgc.BC.LE.Agegr-9fC4CYL' +
  'FgWE.Agegs-9fA4CALgW.BB.LE.Agegs-9fB4CELgW.BC.LE.Agegs-9fC4CILLLgfgh.qhegugy-9-pBgx-9-oBhsgtgy-9' +
  '-pBgx-9-oBhrC.AgW.BI.GE.Agegs-9LEAgegr-9LEQMBLgW.BE.PE.Agegs-9LEAgW.BE.ricE.Agegr-9fA4CQLgc.BB.L' +
  'E.Agegr-9fB4CULgc.BC.LE.Agegr-9fC4CYLFgWE.Agegs-9fA4CALgW.BB.LE.Agegs-9fB4CELgW.BC.LE.Agegs-9fC4' +
  'CILLLgfgg.qhcg3gy-9-pBgx-9-oBhsg2gy-9-pBgx-9-oBhrC.AgW.BI.GE.Agcgs-9LEAgcgr-9LEQMBLgW.BE.PE.Agcg' +
  's-9LEAgW.BE.riWE.Agcgr-9fA4CQLgW.BB.LE.Agcgr-9fB4CULgW.BC.LE.Agcgr-9fC4CYLFgWE.Agcgs-9fA4CALgW.B' +
  'B.LE.Agcgs-9fB4CELgW.BC.LE.Agcgs-9fC4CILLLgZ.BI.qhZMBLLgA.BB.qhAMBLLgn.BE.qhnMBLLL';
