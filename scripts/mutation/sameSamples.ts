import fc from 'fast-check';

/** A mutant that a property test finds once is found again. */
fc.configureGlobal({ seed: 1 });
