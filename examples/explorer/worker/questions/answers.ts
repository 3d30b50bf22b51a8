import { borders } from './borders';
import { chain } from './chain';
import { channels } from './channels';
import { convolution } from './convolution';
import { derivatives } from './derivatives';
import { diagnose } from './diagnose';
import { duplicates } from './duplicates';
import { flipping } from './flipping';
import { frequencies } from './frequencies';
import { fusion } from './fusion';
import { kernels } from './kernels';
import { layer } from './layer';
import { matrixScores } from './matrixScores';
import { networks } from './networks';
import { predict } from './predict';
import { receipt } from './receipt';
import { recolour } from './recolour';
import { relevance } from './relevance';
import { removal } from './removal';
import { scalings } from './scalings';
import { selection } from './selection';
import { singular } from './singular';

/** All questions that the page may ask, each in a file of its own. */
export const answers = {
  ...{ predict, scalings, relevance, receipt, recolour, flipping, removal, frequencies },
  ...{ kernels, duplicates, singular, convolution, networks, borders, derivatives },
  ...{ layer, chain, channels, fusion },
  ...{ selection, diagnose, matrixScores },
};
