import type { Signal } from '@preact/signals';

/** Yes or no: '1' or empty in the address. */
export function Check({ label, of }: { readonly label: string; readonly of: Signal<string> }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={of.value === '1'}
        onChange={(event) => {
          of.value = event.currentTarget.checked ? '1' : '0';
        }}
      />
      {label}
    </label>
  );
}
