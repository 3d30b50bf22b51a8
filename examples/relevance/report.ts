import { page } from '../shared/page';
import { curveChapter } from './curveChapter';
import { frequencyChapter } from './frequencyChapter';
import { mapsChapter } from './mapsChapter';
import type { Measurements } from './measure';
import { overlayChapter } from './overlayChapter';
import { receiptChapter } from './receiptChapter';
import type { Subject } from './subject';

/** The whole page. Images of the user are also shown large. */
export async function report(
  subject: Subject,
  measurements: Measurements,
  isLarge: boolean,
): Promise<string> {
  const chapters = [
    await mapsChapter(subject, measurements),
    ...(isLarge ? [await overlayChapter(subject, measurements)] : []),
    await frequencyChapter(subject),
    await curveChapter(subject, measurements),
    await receiptChapter(subject, measurements),
  ];
  return page(subject.title, subject.lead, chapters);
}
