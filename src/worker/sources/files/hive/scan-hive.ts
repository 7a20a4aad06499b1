import { parseDeclaredType, parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
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
import { TEXT_FORMAT, type TextSettings } from '../text/text-format.ts'
import type { HiveFormat } from './hive-format.ts'
import { hiveValueSql } from './hive-value-sql.ts'

/** Files of fields, as Hive's LazySimpleSerDe reads them: taken apart in the engine's thread, and made values by the engine. */
export function scanHive(
  table: TableDefinition,
  files: DataFiles,
  { format, partitions }: { readonly format: HiveFormat; readonly partitions: readonly PartitionColumn[] },
  shown: string,
  context: FilesContext & RemoteContext,
): ReadableScan {
  const isPartition = (name: string): boolean => partitions.some((one) => one.name === name)
  const inFiles = table.columns.filter(({ name }) => !isPartition(name))
  const settings: TextSettings = {
    wholeText: false,
    lineSeparator: undefined,
    partitions: partitions.map(({ name }) => name),
    fields: {
      ...(format.opencsv === undefined ? {} : { opencsv: format.opencsv }),
      headerLines: format.headerLines,
      separator: format.separators[0] ?? 1,
      escapeCode: format.escapeCode,
      nullText: Buffer.from(format.nullText).toString('base64'),
      columns: Object.fromEntries(inFiles.map(({ name, type }, index) => [name, { index, kind: kindOf(parseSparkType(type)) }])),
      count: inFiles.length,
    },
  }
  return {
    kind: 'stream',
    format: TEXT_FORMAT,
    columns: table.columns.map(({ name, type }): StreamColumn => {
      const sql = isPartition(name)
        ? castText(NAME_IN_SQL, { kind: 'string' }, parseSparkType(type))
        : hiveValueSql(NAME_IN_SQL, parseDeclaredType(type), format)
      return { name, value: { kind: 'string' }, ...(sql === NAME_IN_SQL ? {} : { sql }) }
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

const kindOf = ({ kind }: SparkType): 'text' | 'bytes' | 'other' => (kind === 'string' ? 'text' : kind === 'binary' ? 'bytes' : 'other')
