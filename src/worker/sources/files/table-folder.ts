import { resolve } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { isWithin, realPathOf, realPathOfExisting } from './real-path.ts'

export interface TableFolder {
  /** On this machine; may not exist yet, and may be one file. */
  readonly path: string
  /** What the user knows it as. */
  readonly shown: string
  /** The real path of the data folder (a bucket, or the warehouse) that no link may lead out of. */
  readonly bucket: string
}

/** Where a table's files are; `reserved`: where they will be when the job makes it, if it is a managed one. Messages of the engine will show the user's name of it. */
export async function tableFolder(
  table: Pick<TableDefinition, 'database' | 'name'> | undefined,
  source: TableDefinition['source'],
  context: FilesContext,
  reserved = false,
): Promise<TableFolder> {
  const found = await locate(table, source, context, reserved)
  context.showPathAs(found.path, found.shown)
  const folder = context.dataFolders.find((one) => isWithin(resolve(found.path), resolve(one)))
  const bucket = folder === undefined ? undefined : await realPathOf(folder)
  if (bucket === undefined || !isWithin(await realPathOfExisting(found.path), bucket)) {
    throw new CausewayError('forbidden', `${found.shown} is not within a bucket of this queue's project`, {
      hint: 'Replace links in the bucket that lead out of it by the files themselves',
    })
  }
  return { ...found, bucket }
}

async function locate(
  table: Pick<TableDefinition, 'database' | 'name'> | undefined,
  source: TableDefinition['source'],
  context: FilesContext,
  reserved: boolean,
): Promise<Omit<TableFolder, 'bucket'>> {
  if (source.kind === 'files') {
    return { path: await context.locatePath(source.location), shown: source.location }
  }
  if (source.kind !== 'managed' || table === undefined)
    throw new CausewayError('internal', 'A table without files was given to the files source')
  const path = await context.locateTable(table.database, table.name, reserved)
  return { path, shown: `${table.database}.${table.name}` }
}
