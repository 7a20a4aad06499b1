import { stat } from 'node:fs/promises'
import { CausewayError } from '../../../../../base/errors.ts'
import type { SparkType } from '../../../../../base/spark-type.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { TableFolder } from '../../table-folder.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { DeletedRowsBudget } from '../deleted-rows.ts'
import type { LogFolder } from '../log-folder.ts'
import type { SnapshotFile, StoredField } from '../table-snapshot.ts'
import type { AddedFile } from './actions.ts'
import { addedStatistics } from './added-statistics.ts'
import { findDataFile } from './data-path.ts'
import { deletedRowsOf } from './deleted-rows-of.ts'
import { LOG } from './log-files.ts'
import { partitionText } from './partition-text.ts'

const FILES_MAX = 10_000
const AT_ONCE = 32

export interface PartitionColumn {
  readonly name: string
  /** What the log calls it. */
  readonly key: string
  readonly type: SparkType
}

/** The columns of a table, and what its log calls them. */
export interface DeltaColumns {
  readonly columns: readonly StoredField[]
  readonly keys: ReadonlyMap<string, string>
  readonly partitions: readonly PartitionColumn[]
}

/** The files of the table where they are. */
export async function snapshotFiles(
  added: ReadonlyMap<string, AddedFile>,
  columns: DeltaColumns,
  folder: TableFolder,
  log: LogFolder,
  context: FilesContext,
): Promise<readonly SnapshotFile[]> {
  if (added.size > FILES_MAX) {
    throw new CausewayError('limit-exceeded', `${folder.shown} has more than ${FILES_MAX} files`, {
      hint: 'Have small files put together by what writes the table (OPTIMIZE).',
    })
  }
  const budget = new DeletedRowsBudget()
  const list = [...added.values()]
  const files: SnapshotFile[] = []
  for (let at = 0; at < list.length; at += AT_ONCE) {
    context.signal.throwIfAborted()
    files.push(...(await Promise.all(list.slice(at, at + AT_ONCE).map((one) => snapshotFile(one, columns, budget, folder, log, context)))))
  }
  checkTwice(files, log)
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

async function snapshotFile(
  added: AddedFile,
  { columns, keys, partitions }: DeltaColumns,
  budget: DeletedRowsBudget,
  folder: TableFolder,
  log: LogFolder,
  context: FilesContext,
): Promise<SnapshotFile> {
  const { path, shown } = await findDataFile(added.path, folder, log.shown(LOG), context)
  const status = path === undefined ? undefined : await stat(path)
  if (path === undefined || status === undefined || !status.isFile()) {
    throw new CausewayError('not-found', `${shown} is not there, and the table's log says that it is part of the table`, {
      hint: 'The version is older than what the table keeps (VACUUM), or its files were copied in part.',
    })
  }
  if (status.size !== added.size) {
    throw new CausewayError('invalid-parameter', `${shown} has ${status.size} bytes, and the table's log says ${added.size}`, {
      hint: 'The file was changed, or cut off, after it became part of the table.',
    })
  }
  const values = partitions.map(({ name, key, type }) => [name, partitionText(added.partitionValues.get(key), type, name, shown)] as const)
  const deleted = await deletedRowsOf(added, budget, folder, log, context)
  const { stats } = added
  const known = stats === undefined ? {} : { known: () => addedStatistics(stats, columns, keys) }
  return { path, shown, bytes: status.size, partition: new Map(values), deleted, ...known }
}

/** One file with two lists of deleted rows would have each of its rows twice. */
function checkTwice(files: readonly SnapshotFile[], log: LogFolder): void {
  const seen = new Set<string>()
  for (const { path, shown } of files) {
    if (seen.has(path))
      throw new CausewayError('invalid-parameter', `${log.shown(LOG)} names ${shown} twice as part of the table`, { hint: DAMAGED_FILE })
    seen.add(path)
  }
}
