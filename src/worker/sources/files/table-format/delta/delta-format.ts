import { CausewayError } from '../../../../../base/errors.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { TableFolder } from '../../table-folder.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { LogFolder } from '../log-folder.ts'
import type { StoredField, TableFormat, TableSnapshot } from '../table-snapshot.ts'
import type { Metadata } from './actions.ts'
import { deltaHistory } from './delta-history.ts'
import { type ColumnMapping, logKeys, readSchema } from './delta-schema.ts'
import { LOG, listLog } from './log-files.ts'
import type { LogState } from './log-state.ts'
import { checkReader } from './reader-features.ts'
import { type PartitionColumn, snapshotFiles } from './snapshot-files.ts'
import { stateOf } from './state-of.ts'
import { chosenVersion } from './version-of-choice.ts'

/** Tables of Delta Lake, by the protocol's reader versions 1 to 3. */
export const deltaFormat: TableFormat = {
  async open(folder, was, context) {
    const log = new LogFolder(folder, context)
    const files = await listLog(log)
    const version = await chosenVersion(files, was, log, context)
    return await snapshotOf(await stateOf(files, version, log, context), folder, log, context)
  },
  history: async (folder, context) => deltaHistory(new LogFolder(folder, context), context),
}

async function snapshotOf(state: LogState, folder: TableFolder, log: LogFolder, context: FilesContext): Promise<TableSnapshot> {
  const shown = log.shown(LOG)
  const { protocol, metadata } = state
  if (protocol === undefined)
    throw new CausewayError('invalid-parameter', `${shown} does not say which readers the table needs: there is no action protocol in it`, {
      hint: DAMAGED_FILE,
    })
  if (metadata === undefined)
    throw new CausewayError('invalid-parameter', `${shown} does not say which columns the table has: there is no action metaData in it`, {
      hint: DAMAGED_FILE,
    })
  checkReader(protocol, shown)
  if (metadata.format !== 'parquet')
    throw new CausewayError('not-supported', `${shown}: files of the format ${metadata.format.slice(0, 60)} are not supported`, {
      hint: 'Have a copy of the table made in Parquet.',
    })
  const mapping = mappingOf(metadata, protocol.minReaderVersion, shown)
  const columns = readSchema(metadata.schema, mapping, shown)
  if (columns.length === 0)
    throw new CausewayError('invalid-parameter', `${shown}: the table has no columns`, { hint: 'Add one by what writes the table.' })
  checkNames(columns, shown)
  const keys = logKeys(metadata.schema, mapping, shown)
  const partitions = partitionsOf(metadata, columns, keys, shown)
  return {
    columns,
    partitionedBy: partitions.length === 0 ? undefined : partitions.map(({ name }) => name),
    comment: metadata.description,
    files: await snapshotFiles(state.files, { columns, keys, partitions }, folder, log, context),
  }
}

function partitionsOf(
  { partitionColumns }: Metadata,
  columns: readonly StoredField[],
  keys: ReadonlyMap<string, string>,
  shown: string,
): readonly PartitionColumn[] {
  return partitionColumns.map((written) => {
    const found = columns.find(({ name }) => name === written) ?? columns.find(({ name }) => name.toLowerCase() === written.toLowerCase())
    if (found === undefined)
      throw new CausewayError(
        'invalid-parameter',
        `${shown}: the table is partitioned by ${written.slice(0, 60)}, and has no such column`,
        {
          hint: DAMAGED_FILE,
        },
      )
    if (found.type.kind !== 'value')
      throw new CausewayError(
        'invalid-parameter',
        `${shown}: the table is partitioned by ${written.slice(0, 60)}, which is a ${found.type.kind}`,
      )
    return { name: found.name, key: keys.get(found.name) ?? found.name, type: found.type.type }
  })
}

/** A table of reader version 1 has none, whatever its properties say. */
function mappingOf({ configuration }: Metadata, readerVersion: number, shown: string): ColumnMapping {
  const mode = readerVersion < 2 ? 'none' : (configuration.get('delta.columnMapping.mode') ?? 'none')
  if (mode === 'none' || mode === 'name' || mode === 'id') return mode
  throw new CausewayError('not-supported', `${shown}: the column mapping mode ${mode.slice(0, 60)} is not supported`, {
    hint: 'Have a copy of the table made without column mapping.',
  })
}

function checkNames(columns: readonly StoredField[], shown: string): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw new CausewayError('invalid-parameter', `${shown}: the table has two columns ${name}`, { hint: DAMAGED_FILE })
    seen.add(name.toLowerCase())
  }
}
