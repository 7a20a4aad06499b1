import { parseSparkType } from '../../../../base/spark-type.ts'
import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import { NAME_IN_SQL, type StreamColumn } from '../../../engine/stream-column.ts'
import { castText } from '../../../sql/cast-text.ts'
import type { ReadableScan } from '../../shared/source.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { FRAME, jsonFrame } from '../file-frames.ts'
import { frameFile } from '../frame-file.ts'
import type { PartitionColumn } from '../partitions/partition-columns.ts'
import { streamFiles } from '../stream-files.ts'
import { TEXT_FORMAT, type TextFormat, type TextSettings } from './text-format.ts'

/** The files of a text table, which are read here and taken apart in the engine's thread. */
export function scanText(
  table: TableDefinition,
  files: DataFiles,
  { format, partitions }: { readonly format: TextFormat; readonly partitions: readonly PartitionColumn[] },
  shown: string,
  context: FilesContext & RemoteContext,
): ReadableScan {
  const settings: TextSettings = {
    wholeText: format.wholeText,
    lineSeparator: format.lineSeparator === undefined ? undefined : Buffer.from(format.lineSeparator).toString('base64'),
    partitions: partitions.map(({ name }) => name),
  }
  return {
    kind: 'stream',
    format: TEXT_FORMAT,
    columns: table.columns.map(({ name, type }): StreamColumn => {
      const isPartition = settings.partitions.includes(name)
      const column = { name, value: { kind: 'string' } } as const
      return isPartition ? { ...column, sql: castText(NAME_IN_SQL, { kind: 'string' }, parseSparkType(type)) } : column
    }),
    opened: Promise.resolve(),
    explain: undefined,
    async read({ ring }) {
      if (!(await ring.write(jsonFrame(FRAME.settings, settings)))) return
      const read = files.paths.map((path) => ({ path, ...frameFile(path, files, partitions, shown) }))
      await streamFiles(read, ring, context)
    },
  }
}
