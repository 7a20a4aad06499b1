/**
 * Loaded by vitest before each file of tests: random values are the same in every run, so that a run that fails fails again, and no change is turned away by what an
 * older one left undone. `npm run test:seeds` looks at others.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['CAUSEWAY_TEST_SEED'] ?? 1) })
