import { flipping } from './flipping';
import { predict } from './predict';
import { recolour } from './recolour';
import { relevance } from './relevance';
import { removal } from './removal';

/** All questions that the page may ask, each in a file of its own. */
export const answers = { predict, relevance, recolour, flipping, removal };
