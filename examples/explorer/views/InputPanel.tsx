import { useSignal } from '@preact/signals';
import { PictureView } from '../parts/PictureView';
import { Slider } from '../parts/Slider';
import {
  asked,
  chooseImage,
  gallery,
  imageIndex,
  model,
  openImages,
  picture,
  spectrum,
  takesSpectra,
} from '../state/session';
import { words } from '../words';
import { Camera } from './Camera';
import { ClassNames } from './ClassNames';
import { DrawingPad } from './DrawingPad';
import { ScalingForm } from './ScalingForm';

/** The image that all views speak of, and the others. */
export function InputPanel() {
  const facts = model.value;
  const isOpen = useSignal(false);
  const takesSpectra = facts?.takesSpectra ?? false;
  return (
    <section class="input" aria-labelledby="input-title">
      <h2 id="input-title">{takesSpectra ? words.spectrum : words.input}</h2>
      <PictureView
        picture={picture.value}
        spectrum={spectrum.value}
        label={nameOf(asked.value?.image ?? 0)}
        linked
      />
      <Filmstrip />
      <ImageSlider />
      <label class="button wide">
        {takesSpectra ? words.openSpectra : words.openImages}
        <input
          type="file"
          accept={takesSpectra ? '.csv,.tsv,.txt,text/csv' : 'image/*'}
          multiple
          class="hidden"
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            currentTarget.value = '';
            if (files.length > 0) void openImages(files);
          }}
        />
      </label>
      <p class="hint">{takesSpectra ? words.openSpectraHint : words.openHint}</p>
      {!takesSpectra && <Making />}
      {facts && (
        <details
          key={facts.id}
          open={facts.notes.length === 0}
          onToggle={(event) => {
            isOpen.value = event.currentTarget.open;
          }}
        >
          <summary>{words.about}</summary>
          <div class="stack">
            {isOpen.value && <ScalingForm />}
            {facts.notes.length === 0 && <ClassNames />}
            {facts.notes.map((note) => (
              <p key={note} class="hint">
                {note}
              </p>
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

/** Images that are made here. */
const Making = () => (
  <>
    <Camera />
    <DrawingPad />
  </>
);

/** One of the images, as the document's sliders choose it. */
function ImageSlider() {
  const count = gallery.value?.pictures.length ?? 0;
  if (count < 2) return null;
  return (
    <Slider
      label={words.imageSlider(takesSpectra.value)}
      of={imageIndex}
      {...{ min: 0, max: count - 1, step: 1, shown: (i: number) => String(i + 1) }}
    />
  );
}

function Filmstrip() {
  const pictures = gallery.value?.pictures ?? [];
  if (pictures.length < 2) return null;
  return (
    <ul class={gallery.value?.spectra ? 'film wide' : 'film'} aria-label={words.images}>
      {pictures.map((each, i) => (
        <li key={i}>
          <button
            type="button"
            aria-pressed={i === asked.value?.image}
            aria-label={nameOf(i)}
            onClick={() => chooseImage(i)}
          >
            <PictureView picture={each} spectrum={gallery.value?.spectra?.[i]} label="" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function nameOf(i: number): string {
  const label = gallery.value?.labels[i];
  const name = label === undefined ? undefined : model.value?.classes[label];
  return name ? `${words.image(i + 1)}, ${name}` : words.image(i + 1);
}
