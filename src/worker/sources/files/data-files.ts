import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { isWithin, realPathOf } from './real-path.ts'
import type { TableFolder } from './table-folder.ts'

export interface DataFiles {
  /** Real paths, sorted. */
  readonly paths: readonly string[]
  readonly bytes: number
  /** By path. */
  readonly sizes: ReadonlyMap<string, number>
  /** The real path of the table's folder. */
  readonly root: string
}

const FILES_MAX = 10_000
const DEPTH_MAX = 32

/**
 * The data files of a table: all below its folder, or the one file it is, without those whose name, or a folder's name, starts with _ or a dot.
 * A link is followed as long as it stays within the bucket. A folder that does not exist has no files.
 */
export async function listDataFiles(folder: TableFolder): Promise<DataFiles> {
  const found: { readonly path: string; readonly bytes: number }[] = []
  const visit = async (path: string, depth: number): Promise<void> => {
    const real = await realPathOf(path)
    // A file that was removed while we looked.
    if (real === undefined) return
    if (!isWithin(real, folder.bucket)) {
      throw new CausewayError('forbidden', `${folder.shown} holds a link that leads out of its bucket`, {
        hint: 'Replace the link by the files themselves',
      })
    }
    const status = await stat(real)
    if (status.isFile()) {
      found.push({ path: real, bytes: status.size })
      if (found.length > FILES_MAX) throw new CausewayError('limit-exceeded', `${folder.shown} holds more than ${FILES_MAX} files`)
    } else if (status.isDirectory()) {
      if (depth >= DEPTH_MAX) throw new CausewayError('limit-exceeded', `${folder.shown} has folders nested deeper than ${DEPTH_MAX}`)
      for (const entry of await entriesOf(real)) if (isData(entry)) await visit(join(path, entry.name), depth + 1)
    }
  }
  await visit(folder.path, 0)
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return {
    paths: [...new Set(sorted.map(({ path }) => path))],
    bytes: sorted.reduce((sum, { bytes }) => sum + bytes, 0),
    sizes: new Map(sorted.map(({ path, bytes }) => [path, bytes])),
    root: (await realPathOf(folder.path)) ?? folder.path,
  }
}

export const isData = (entry: Dirent): boolean => !entry.name.startsWith('_') && !entry.name.startsWith('.')

const entriesOf = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true })
