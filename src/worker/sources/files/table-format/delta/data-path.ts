import { join } from 'node:path'
import { CausewayError } from '../../../../../base/errors.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import { isWithin, realPathOf } from '../../real-path.ts'
import { folderWithinData, refuseStore, type TableFolder } from '../../table-folder.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'

export interface FoundFile {
  /** Undefined: nothing is there. */
  readonly path: string | undefined
  readonly shown: string
}

/** The file that a path of the log speaks of: below the table's folder, or at an obs:// URI. `shown`: the log. */
export async function findDataFile(written: string, folder: TableFolder, shown: string, context: FilesContext): Promise<FoundFile> {
  const path = decoded(written, shown)
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(written) ?? []
  if (scheme !== undefined || path.startsWith('/')) return await findAbsolute(scheme ?? '', path, shown, context)
  if (path === '' || path.includes('\u0000') || path.split('/').includes('..')) throw outside(path, shown)
  const real = await realPathOf(join(folder.path, path))
  const shownFile = `${folder.shown.replace(/\/+$/, '')}/${path}`
  if (real !== undefined && !isWithin(real, folder.bucket)) throw outside(shownFile, shown)
  return { path: real, shown: shownFile }
}

async function findAbsolute(scheme: string, path: string, shown: string, context: FilesContext): Promise<FoundFile> {
  if (scheme.toLowerCase() !== 'obs')
    throw new CausewayError('not-supported', `${shown} speaks of the file ${path.slice(0, 200)}, which is not in a bucket`, {
      hint: 'Tables whose files stand elsewhere (as of a shallow clone) are not supported: have a whole copy of the table made.',
    })
  if (path.split('/').includes('..')) throw outside(path, shown)
  const located = await context.locatePath(path)
  refuseStore(located, path, context)
  const { path: local, bucket } = await folderWithinData(located, path, context)
  const real = await realPathOf(local)
  if (real !== undefined && !isWithin(real, bucket)) throw outside(path, shown)
  return { path: real, shown: path }
}

function decoded(written: string, shown: string): string {
  try {
    return decodeURIComponent(written)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `${shown} speaks of the file ${written.slice(0, 200)}, which is no URI`, {
      hint: DAMAGED_FILE,
      cause,
    })
  }
}

const outside = (path: string, shown: string): CausewayError =>
  new CausewayError('forbidden', `${shown} speaks of the file ${path.slice(0, 200)}, which is outside of the table's folder`, {
    hint: 'Have a copy of the table made with all of its files below its folder.',
  })
