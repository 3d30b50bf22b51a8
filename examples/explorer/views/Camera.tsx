import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { openImages } from '../state/session';
import { words } from '../words';

/** A picture by the camera, which is on only while this is open. */
export function Camera() {
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{words.camera}</summary>
      {isOpen.value && <Live />}
    </details>
  );
}

function Live() {
  const video = useRef<HTMLVideoElement>(null);
  const failure = useSignal<string | undefined>(undefined);
  const isReady = useSignal(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let over = false;
    const start = async () => {
      // absent where the page is not secure
      stream = await navigator.mediaDevices?.getUserMedia({ video: true });
      if (!stream) throw new Error('this page is given no camera');
      if (over) stop(stream);
      else if (video.current) await play(video.current, stream);
    };
    start().catch((error: Error) => {
      failure.value = words.failed(error.message);
    });
    return () => {
      over = true;
      if (stream) stop(stream);
    };
  }, []);
  return failure.value ? (
    <p class="failure" role="alert">
      {failure.value}
    </p>
  ) : (
    <div class="pad">
      <video
        ref={video}
        playsInline
        muted
        aria-label={words.camera}
        onPlaying={() => {
          isReady.value = true;
        }}
      />
      <button
        type="button"
        disabled={!isReady.value}
        onClick={() => video.current && take(video.current)}
      >
        {words.takePicture}
      </button>
    </div>
  );
}

/** A video that begins by itself would wait, black, until it is scrolled into view. */
async function play(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.srcObject = stream;
  await video.play();
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function take(video: HTMLVideoElement): Promise<void> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  await openImages([await canvas.convertToBlob()]);
}
