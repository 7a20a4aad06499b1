import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** More files than that are themselves too much. */
const SCRATCH_FILES_MAX = 20_000
const BLOCK_BYTES = 512

/**
 * What of the disk is taken by a worker's scratch folder: by the files in it, and by those that it has taken out and holds open. More than SCRATCH_FILES_MAX
 * files are without end.
 * @param pid undefined: only what is in the folder
 */
export async function scratchUse(folder: string, pid: number | undefined): Promise<number> {
  let files = 0
  let bytes = 0
  const folders = [folder]
  for (const each of folders) {
    for (const entry of await entriesOf(each)) {
      files += 1
      if (files > SCRATCH_FILES_MAX) return Number.POSITIVE_INFINITY
      const path = join(each, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else bytes += await bytesOf(path, () => entry.isFile())
    }
  }
  return bytes + (pid === undefined ? 0 : await takenOut(folder, pid))
}

async function takenOut(folder: string, pid: number): Promise<number> {
  const at = await stat(folder).catch(() => undefined)
  if (at === undefined) return 0
  const held = `/proc/${pid}/fd`
  let bytes = 0
  for (const entry of await entriesOf(held))
    bytes += await bytesOf(join(held, entry.name), (found) => found.nlink === 0 && found.dev === at.dev)
  return bytes
}

async function bytesOf(path: string, counts: (found: { readonly nlink: number; readonly dev: number }) => boolean): Promise<number> {
  try {
    const found = await stat(path)
    return found.isFile() && counts(found) ? found.blocks * BLOCK_BYTES : 0
  } catch {
    // It was removed in between.
    return 0
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
