/** What is called, and how it is called rightly. */
export interface Subject {
  readonly call: (...args: readonly unknown[]) => unknown;
  readonly args: readonly unknown[];
  /** How the messages of its refusals may begin. */
  readonly names: readonly string[];
}

/** A module whose functions are called: see librarySubjects.ts. */
export interface SubjectModule {
  readonly subjects: () => ReadonlyMap<string, Subject>;
}
