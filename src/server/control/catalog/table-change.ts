import { CausewayError } from '../../../base/errors.ts'
import { filesToRemove, isOfSome } from '../../../protocol/chosen-files.ts'
import type { RemovedFiles, TableFile, TableOperation } from '../../../protocol/table-files.ts'
import type { TableRecord } from '../../domain/database.ts'
import { findTableVersion, listChangedPartitions, listOperations, listTableFiles } from '../../store/catalog/table-versions.ts'
import type { Database } from '../../store/schema.ts'

/** A table by its name; in any case. */
export interface NamedTable {
  readonly database: string
  readonly table: string
}

export interface TableChange extends NamedTable {
  /** The version that the change was made from. Undefined: what it takes away does not hang on what its job saw, so it lands whatever others did meanwhile. */
  readonly baseVersion: number | undefined
  readonly operation: TableOperation
  /** Names below the folder that the job writes to. */
  readonly add: readonly TableFile[]
  readonly remove: RemovedFiles
  /** What it adds hangs on rows that were not there. */
  readonly dependsOn?: 'absence'
  /** It gives way to every other job that has the table open. */
  readonly yields?: true
}

/** Whose rows may be what another one has looked for in vain. INSERT INTO is none of them, as in Delta Lake. */
const MAY_BRING_ROWS: ReadonlySet<string> = new Set<TableOperation>(['UPDATE', 'MERGE', 'INSERT OVERWRITE', 'RESTORE TABLE'])

type ManagedRecord = TableRecord & { readonly version: number }

/** @throws 'conflict' when what the change takes away is no longer what its job saw: of a table, of the partitions that it names, or of its files */
export async function refuseConflict(db: Database, record: ManagedRecord, change: TableChange): Promise<void> {
  if (!(await isChangedSince(db, record, change))) return
  const { id, definition, version } = record
  const latest = await findTableVersion(db, id, version)
  const by = latest === undefined ? '' : `: ${latest.operation} by ${latest.userName} made version ${version}`
  throw new CausewayError('conflict', `The table ${definition.database}.${definition.name} was changed while this statement ran${by}`, {
    hint: 'Nothing was written. Run the statement again.',
  })
}

async function isChangedSince(
  db: Database,
  { id, version }: ManagedRecord,
  { baseVersion, remove, dependsOn }: TableChange,
): Promise<boolean> {
  if (baseVersion === undefined || baseVersion === version) return false
  if (dependsOn === 'absence' && (await listOperations(db, id, baseVersion)).some((one) => MAY_BRING_ROWS.has(one))) return true
  if (typeof remove === 'string') return true
  if ('files' in remove) return filesToRemove(await listTableFiles(db, id, version), remove).length < remove.files.length
  const changed = await listChangedPartitions(db, id, baseVersion)
  const isRemoved = isOfSome(remove.partitions)
  return changed.some((partition) => isRemoved(partition === undefined ? {} : { partition }))
}

/**
 * A partition that is renamed has the same files afterwards, as far as it is told by their sizes: it takes less than to replace rows, and a worker is not trusted.
 *
 * @throws 'forbidden'
 */
export function requireRenamed(before: readonly TableFile[], remove: RemovedFiles, added: readonly TableFile[]): void {
  const removed = remove === 'none' ? [] : remove === 'all' ? before : filesToRemove(before, remove)
  const told = (files: readonly TableFile[]): string => JSON.stringify(files.map(({ bytes, rowCount }) => [bytes, rowCount]).toSorted())
  const areOne = (files: readonly TableFile[]): boolean => new Set(files.map(({ partition }) => JSON.stringify(partition))).size <= 1
  if (told(removed) !== told(added) || !areOne(added) || !areOne(removed))
    throw new CausewayError('forbidden', 'A partition that is renamed would have other files')
}
