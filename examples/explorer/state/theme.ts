import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;

const key = 'explorer-theme';

/** Light or dark, as chosen here before, or as the system is. */
export const theme = signal<string>(localStorage.getItem(key) ?? 'auto');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  localStorage.setItem(key, theme.value);
});
