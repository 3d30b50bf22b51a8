import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface OpeningProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** What is made, and asked for, when it is opened. */
export function Opening({ title, children }: OpeningProps) {
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{title}</summary>
      {isOpen.value && children}
    </details>
  );
}
