import { asCausewayError } from '../../base/errors.ts'
import type { Database } from './schema.ts'

/** Whether what is asked for now could be written. */
export interface WriteProbe {
  /** What the last try met; undefined when it was written. Each question that comes a while after the last try begins another one, whose outcome the next one tells. */
  failure(): string | undefined
  /** After the try that is under way. */
  settled(): Promise<void>
}

/** More than a page, so that it finds room only where a request would. */
const PROBE = 'x'.repeat(65_536)
const PAUSE_MS = 1_000

export function createWriteProbe(db: Database): WriteProbe {
  let failure: string | undefined
  let running: Promise<void> | undefined
  let endedAt = Number.NEGATIVE_INFINITY

  async function attempt(): Promise<void> {
    try {
      await db.replaceInto('setting').values({ name: 'write-probe', value: PROBE }).execute()
      await db.deleteFrom('setting').where('name', '=', 'write-probe').execute()
      failure = undefined
    } catch (thrown) {
      failure = asCausewayError(thrown).message
    }
    endedAt = performance.now()
    running = undefined
  }

  return {
    failure() {
      if (running === undefined && performance.now() - endedAt >= PAUSE_MS) running = attempt()
      return failure
    },
    async settled() {
      await running
    },
  }
}
