import { parseSparkType } from '../../../../base/spark-type.ts'
import type { Column, TableDefinition } from '../../../../protocol/table-definition.ts'
import { NAME_IN_SQL, type StreamColumn } from '../../../engine/stream-column.ts'
import { castText } from '../../../sql/cast-text.ts'
import type { ReadableScan } from '../../shared/source.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import type { FileFormat } from '../file-format.ts'
import { FRAME, jsonFrame } from '../file-frames.ts'
import { frameFile } from '../frame-file.ts'
import { folderNames, type PartitionColumn, partitionColumns } from '../partition-columns.ts'
import { streamFiles } from '../stream-files.ts'
import type { JsonSettings } from './json-decoder.ts'
import { JSON_FORMAT } from './json-format.ts'

type JsonFormat = Extract<FileFormat, { kind: 'json' }>

/** Of a table without columns, of which records are counted all the same: NULL, as the value of a folder that no file is in. */
const NO_COLUMN: StreamColumn = { name: ' ', value: { kind: 'string' } }

/** The files of a JSON table, which are read here and taken apart in the engine's thread. */
export function scanJson(
  table: TableDefinition,
  files: DataFiles,
  { options }: JsonFormat,
  shown: string,
  context: FilesContext & RemoteContext,
): ReadableScan {
  const partitions = partitionColumns(table.columns, folderNames(files, shown))
  const settings: JsonSettings = { options, partitions: partitions.map(({ name }) => name) }
  return {
    kind: 'stream',
    format: JSON_FORMAT,
    columns: table.columns.length === 0 ? [NO_COLUMN] : table.columns.map((column) => streamColumn(column, partitions)),
    opened: Promise.resolve(),
    explain: undefined,
    async read({ ring }) {
      if (!(await ring.write(jsonFrame(FRAME.settings, settings)))) return
      const read = files.paths.map((path) => ({ path, ...frameFile(path, files, partitions, shown) }))
      await streamFiles(read, ring, context)
    },
  }
}

function streamColumn(column: Column, partitions: readonly PartitionColumn[]): StreamColumn {
  const { name } = column
  const type = parseSparkType(column.type)
  if (!partitions.some((partition) => partition.name === name)) return { name, value: { kind: 'nested', type } }
  return { name, value: { kind: 'string' }, sql: castText(NAME_IN_SQL, { kind: 'string' }, type) }
}
