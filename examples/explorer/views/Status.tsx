import { failure, step } from '../state/session';
import { words } from '../words';

/** What is going on, and what went wrong. */
export function Status() {
  const { key, done, total } = step.value ?? {};
  const share = done !== undefined && total && Number.isFinite(total) ? done / total : undefined;
  return (
    <div class="status">
      <div role="status">
        {key && (
          <p class="step">
            {words.steps[key]}
            <progress
              aria-label={words.steps[key]}
              {...(share !== undefined && { value: share })}
            />
          </p>
        )}
      </div>
      <div role="alert">
        {failure.value && (
          <p class="failure">
            <span>{failure.value}</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                failure.value = undefined;
              }}
            >
              {words.dismiss}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
