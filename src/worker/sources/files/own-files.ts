import { readdir, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { FileMoves, FilesContext } from '../shared/source-context.ts'
import { isDataName } from './data-files.ts'
import type { TableFolder } from './table-folder.ts'

/** No job runs so long: what is older was left by a crash. */
const LEFTOVER_AGE_MS = 7 * 24 * 3600 * 1000

export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED_PREFIX)) continue
    const path = join(folder, name)
    const status = await stat(path).catch(() => undefined)
    if (status !== undefined && Date.now() - status.mtimeMs > LEFTOVER_AGE_MS) await rm(path, { recursive: true, force: true })
  }
}

/** The files and links of the folder itself: what a link leads to belongs to somebody else. */
export async function ownFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = entries
    .filter(({ name }) => isDataName(name))
    .map(async (entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? await ownFiles(path) : [path]
    })
  return (await Promise.all(below)).flat()
}

/** Files of new rows in the place of others, which are the folder's own. @throws where some of those could not be removed: the new ones stay */
export async function publishInPlace(
  files: { readonly moves: FileMoves['moves']; readonly replaced: readonly string[]; readonly forTable: boolean },
  folder: TableFolder,
  context: Pick<FilesContext, 'publishFiles'>,
): Promise<void> {
  const { moves, replaced, forTable } = files
  const remove = replaced.map((path) => relative(folder.path, path))
  const { remaining } = await context.publishFiles(folder.shown, { moves, remove, forTable })
  if (remaining === 0) return
  throw new CausewayError('internal', `The new rows of ${folder.shown} are there, and ${remaining} of its old files could not be removed`, {
    hint: 'Remove them by hand: the table has the old rows as well as the new ones',
  })
}
