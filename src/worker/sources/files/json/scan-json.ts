import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import type { ReadableScan } from '../../shared/source.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import type { FileFormat } from '../file-format.ts'
import { FRAME, jsonFrame } from '../file-frames.ts'
import { frameFile } from '../frame-file.ts'
import { folderNames, partitionColumns } from '../partitions/partition-columns.ts'
import { noColumn, streamColumn } from '../stream-columns.ts'
import { streamFiles } from '../stream-files.ts'
import type { JsonSettings } from './json-decoder.ts'
import { JSON_FORMAT } from './json-format.ts'

type JsonFormat = Extract<FileFormat, { kind: 'json' }>

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
    // What is malformed depends on the columns that are read, in Spark as well: on none, where records are counted.
    columns: [noColumn(table.columns), ...table.columns.map((column) => streamColumn(column, partitions))],
    opened: Promise.resolve(),
    explain: undefined,
    async read({ ring }) {
      if (!(await ring.write(jsonFrame(FRAME.settings, settings)))) return
      const read = files.paths.map((path) => ({ path, ...frameFile(path, files, partitions, shown) }))
      await streamFiles(read, ring, context)
    },
  }
}
