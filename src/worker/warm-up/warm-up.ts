import type { Engine } from '../engine/engine.ts'
import { giveBackMemory } from '../engine/give-back-memory.ts'
import { translate } from '../sql/translate.ts'
import { rehearse } from './rehearsal.ts'
import { WARM_UP_CATALOG, WARM_UP_STATEMENTS } from './statements.ts'

/** One thing to do in advance; none takes more than a fraction of a second. */
export type WarmUpStep = () => Promise<unknown>

/** What makes a worker's first job as quick as its later ones, the most useful first. In all about a second of processor time. */
export function warmUpSteps(engine: Engine): readonly WarmUpStep[] {
  const context = { currentDatabase: 'default', catalog: WARM_UP_CATALOG, now: 0, userName: '' }
  return [
    () => rehearse(engine),
    ...WARM_UP_STATEMENTS.map((statement) => () => translate(statement, context)),
    async () => giveBackMemory(),
    () => engine.request({ kind: 'give-back-memory' }),
    // Code that has run once is still slow, and whoever comes first behind the two before gets what it needs back page by page: behind these a job takes a fourth less of the processor.
    () => rehearse(engine),
    () => rehearse(engine),
  ]
}
