import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathExists } from './path-exists.ts'

/** Below node_modules: whoever installs anew brings it anew. */
const KEPT = join(import.meta.dirname, '..', 'node_modules', '.cache', 'causeway-tests')

/**
 * The folder of that name, made once and kept for the next test; undefined where it cannot be had. The name says of which version it is, and of which machine where that matters.
 *
 * @param make fills an empty folder; false, or a failure: it cannot be had
 */
export async function keptFolder(name: string, make: (draft: string) => Promise<boolean>): Promise<string | undefined> {
  const kept = join(KEPT, name)
  if (await pathExists(kept)) return kept
  const draft = join(KEPT, `${name}.${randomUUID()}`)
  try {
    await mkdir(draft, { recursive: true })
    if (!(await make(draft))) return undefined
    // Another test may have been first.
    await rename(draft, kept).catch(() => undefined)
    return (await pathExists(kept)) ? kept : undefined
  } catch {
    return undefined
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
