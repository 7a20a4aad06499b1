import { rm, writeFile } from 'node:fs/promises'
import { dataFiles } from '../../../base/data-files.ts'
import { asCausewayError } from '../../../base/errors.ts'
import { systemFailure } from '../../../base/system-failure.ts'
import type { Database } from '../schema.ts'

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

export function createWriteProbe(db: Database, home: string): WriteProbe {
  let failure: string | undefined
  let running: Promise<void> | undefined
  let endedAt = Number.NEGATIVE_INFINITY

  async function attempt(): Promise<void> {
    try {
      await db.replaceInto('setting').values({ name: 'write-probe', value: PROBE }).execute()
      await db.deleteFrom('setting').where('name', '=', 'write-probe').execute()
      await writeFileOfFolder(home)
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

/** The database writes on for long where there is no room left, into what it has taken of the disk before: rows of tables and objects have files of their own. */
async function writeFileOfFolder(home: string): Promise<void> {
  const { roomProbe } = dataFiles(home)
  try {
    await writeFile(roomProbe, PROBE, { mode: 0o600 })
  } catch (thrown) {
    throw withoutPath(thrown)
  } finally {
    await rm(roomProbe, { force: true }).catch(() => undefined)
  }
}

/** Whoever reaches the port is told of it, and not where the folder is. */
function withoutPath(thrown: unknown): unknown {
  if (!(thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string')) return thrown
  const { code } = thrown
  return systemFailure(Object.assign(new Error(code), { code, syscall: 'write' }), 'A file of the data folder') ?? thrown
}
