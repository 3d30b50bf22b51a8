import { spectrumPart } from '../state/shown';
import { words } from '../words';
import { type SpectrumPart, spectrumParts } from '../worker/protocol';
import { Choice } from './Choice';

/** What of a spectrum is shown. */
export const PartChoice = () => (
  <Choice
    label={words.part}
    value={spectrumPart.value}
    options={spectrumParts.map((part) => [part, words.parts[part]])}
    onChoose={(part) => {
      spectrumPart.value = part as SpectrumPart;
    }}
  />
);
