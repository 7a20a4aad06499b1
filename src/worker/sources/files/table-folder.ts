import { resolve } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { isPattern } from './path-pattern.ts'
import { isWithin, realPathOf, realPathOfExisting } from './real-path.ts'

export interface TableFolder {
  /** On this machine; may not exist yet, and may be one file. */
  readonly path: string
  /** What the user knows it as. */
  readonly shown: string
  /** The real path of the data folder (a bucket, or the warehouse) that no link may lead out of. */
  readonly bucket: string
}

/** The place behind a table's obs:// location, which is no store's. */
export async function locationFolder(source: TableSource, context: FilesContext): Promise<TableFolder> {
  const folder = await writableFolder(source, context)
  refuseStore(folder.path, folder.shown, context)
  return folder
}

/** The place behind a table's obs:// location, or what stands for it here. */
export async function writableFolder(source: TableSource, context: FilesContext): Promise<TableFolder> {
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without a location was given to the files source')
  if (isPattern(source.location))
    throw new CausewayError('invalid-parameter', `${source.location} is a pattern of paths: rows are written into one folder`, {
      hint: 'Make a table of the folder, without *, ?, [, { and \\ in its path.',
    })
  return await folderWithinData(await context.locatePath(source.location), source.location, context)
}

/** @throws CausewayError not-supported for what is in a store of objects, of which no table with a log is read */
export function refuseStore(path: string, location: string, { distant }: Pick<FilesContext, 'distant'>): void {
  if (distant?.holds(path) !== true) return
  throw new CausewayError(
    'not-supported',
    `${location} is in a store of objects, where files are read and written, and no table with a log is read`,
    {
      hint: 'Use a bucket that is a folder for that.',
    },
  )
}

/** A folder that the server named, within the data of this project. Messages of the engine will show the user's name of it. */
export async function folderWithinData(path: string, shown: string, context: FilesContext): Promise<TableFolder> {
  context.showPathAs(path, shown)
  const folder = context.dataFolders.find((one) => isWithin(resolve(path), resolve(one)))
  const bucket = folder === undefined ? undefined : await realPathOf(folder)
  if (bucket === undefined || !isWithin(await realPathOfExisting(path), bucket)) {
    throw new CausewayError('forbidden', `${shown} is not within a bucket of this queue's project`, {
      hint: 'Replace links in the bucket that lead out of it by the files themselves',
    })
  }
  return { path, shown, bucket }
}
