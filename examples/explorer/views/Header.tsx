import { Choice } from '../parts/Choice';
import { atHand } from '../state/atHand';
import { model, modelName, openFiles, openModel, started, switchBackend } from '../state/session';
import { theme, themes } from '../state/theme';
import { words } from '../words';
import { type BackendName, backendNames } from '../worker/protocol';

export function Header() {
  const own = atHand.some(({ id }) => id === modelName.value)
    ? []
    : [[modelName.value, model.value?.title ?? words.ownModel] as const];
  return (
    <header class="head">
      <div class="name">
        <h1>{words.title}</h1>
        <p>{words.subtitle}</p>
      </div>
      <div class="choices">
        <Choice
          label={words.model}
          value={modelName.value}
          options={[...own, ...atHand.map(({ id, title }) => [id, title] as const)]}
          onChoose={openModel}
        />
        <label class="button">
          {words.openModel}
          <input
            type="file"
            multiple
            class="hidden"
            onChange={({ currentTarget }) => {
              const files = [...(currentTarget.files ?? [])];
              currentTarget.value = '';
              if (files.length > 0) void openFiles(files);
            }}
          />
        </label>
        <Choice
          label={words.backend}
          value={started.value?.backend ?? 'wasm'}
          options={backendNames.map((name) => [name, name])}
          onChoose={(name) => switchBackend(name as BackendName)}
        />
        <Choice
          label={words.theme}
          value={theme.value}
          options={themes.map((name) => [name, words.themes[name]])}
          onChoose={(name) => {
            theme.value = name;
          }}
        />
      </div>
    </header>
  );
}
