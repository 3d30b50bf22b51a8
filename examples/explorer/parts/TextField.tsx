import type { Signal } from '@preact/signals';

export interface TextFieldProps {
  readonly label: string;
  readonly of: Signal<string>;
  /** After it was changed. */
  readonly onChange: () => unknown;
}

/** One line of text. */
export const TextField = ({ label, of, onChange }: TextFieldProps) => (
  <label class="field">
    {label}
    <input
      type="text"
      value={of.value}
      onChange={(event) => {
        of.value = event.currentTarget.value;
        onChange();
      }}
    />
  </label>
);
