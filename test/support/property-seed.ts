import fc from 'fast-check';

// The same random values in every run, so that a change alone decides what fails: LULL_SEED=random tries others.
const { LULL_SEED: asked = '1' } = process.env;

if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) });
