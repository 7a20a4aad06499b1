import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeFolders } from '../../../base/make-folders.ts'

const KEPT_MAX = 1_000
/** A statement may hold a secret that the server then refuses: it is kept nowhere. */
const MAY_HOLD_SECRET = /password|secret|passwd\s*['"]?\s*[=:]|access.?key/i

/** What was typed before, the newest last; $XDG_STATE_HOME/causeway/sql-history, for its user alone. */
export interface History {
  readonly entries: readonly string[]
  add(text: string): void
}

export function openHistory(environment: NodeJS.ProcessEnv = process.env): History {
  const given = environment['XDG_STATE_HOME']
  const folder = given?.startsWith('/') === true ? given : join(environment['HOME'] || homedir(), '.local', 'state')
  const file = join(folder, 'causeway', 'sql-history')
  const entries = readEntries(file)
  return {
    entries,
    add(text) {
      if (entries.at(-1) === text) return
      entries.push(text)
      if (MAY_HOLD_SECRET.test(text)) return
      try {
        makeFolders(dirname(file))
        appendFileSync(file, `${JSON.stringify(text)}\n`, { mode: 0o600 })
      } catch {
        // Where nothing can be kept, statements run all the same.
      }
    },
  }
}

function readEntries(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const kept = lines.slice(-KEPT_MAX)
    if (lines.length > 2 * KEPT_MAX) {
      writeFileSync(file, `${kept.join('\n')}\n`, { mode: 0o600 })
      chmodSync(file, 0o600)
    }
    return kept.flatMap(entryOf)
  } catch {
    return []
  }
}

function entryOf(line: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'string' ? [value] : []
  } catch {
    return []
  }
}
