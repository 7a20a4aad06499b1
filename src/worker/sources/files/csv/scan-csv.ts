import { parseSparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { RingWriter } from '../../../engine/ring.ts'
import type { StreamColumn } from '../../../engine/stream-column.ts'
import type { DecodedScan } from '../../shared/source.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { frameFile } from '../frame-file.ts'
import type { PartitionColumn } from '../partitions/partition-columns.ts'
import type { CsvFormat } from './csv-format.ts'
import { type CsvColumn, csvRowsSql } from './csv-sql.ts'
import {
  CSV_FORMAT,
  type CsvStream,
  FRAME,
  frameHeader,
  MALFORMED_COLUMN,
  PLACE_COLUMN,
  partitionColumn,
  plainValueColumn,
  RECORD_COLUMN,
  valueColumn,
} from './csv-stream.ts'
import { BUFFER_END, fileBytes } from './file-bytes.ts'
import { hasPlainForms } from './rows/plain-kind.ts'

/** Of the job: when it stops, and what it has read. */
type CsvContext = Pick<FilesContext, 'signal' | 'countFileInput'>

interface CsvTable {
  readonly columns: readonly Column[]
  readonly format: CsvFormat
  readonly files: DataFiles
  readonly partitions: readonly PartitionColumn[]
  /** The table's place as the user knows it. */
  readonly shown: string
}

/**
 * Reads files as Spark's CSV reader does: they are decoded here, value by value. The engine gets columns of text, which SQL takes for the table's types, and beside
 * them columns of those types with the values of the forms that are written most: such SQL costs more than all the rest.
 */
export function scanCsv({ columns, format, files, partitions, shown }: CsvTable, context: CsvContext): DecodedScan {
  const placed = placedColumns(columns, format, partitions)
  const values = placed.filter((one) => one.kind === 'value')
  const plain = values.filter((one) => one.isPlain)
  const inRecord = placed.flatMap((one) => {
    const place = one.kind === 'value' ? one.index : one.kind === 'partition' ? one.unread : undefined
    return place === undefined ? [] : [{ name: one.column.name, place }]
  })
  const stream: CsvStream = {
    dialect: format.dialect,
    header: format.header,
    headerNames: format.header && !format.enforcesColumns ? inRecord.map(({ name }) => name) : undefined,
    valueCount: inRecord.length,
    failFast: format.mode === 'FAILFAST',
    files: files.paths.map((path) => {
      const told = frameFile(path, files, partitions, shown)
      return { shown: told.shown, partition: partitions.map(({ name }) => told.partitions[name] ?? null) }
    }),
  }
  return {
    kind: 'decoded',
    format: CSV_FORMAT,
    settings: stream,
    columns: [
      // First, for that is what the engine reads where a statement looks at no column.
      { name: MALFORMED_COLUMN, value: { kind: 'boolean' } },
      ...inRecord.map(({ place }) => textColumn(valueColumn(place))),
      ...partitions.map((_, index) => textColumn(partitionColumn(index))),
      textColumn(RECORD_COLUMN),
      textColumn(PLACE_COLUMN),
      ...plain.map(
        ({ column, index }): StreamColumn => ({
          name: plainValueColumn(index),
          value: { kind: 'nested', type: parseSparkType(column.type) },
        }),
      ),
    ],
    // What is read of a value's plain forms is read of its text, too.
    rowsSql: (wanted) =>
      csvRowsSql(
        placed,
        format,
        wanted?.map((column) => column - 1),
      ),
    // What is malformed depends on the columns that a statement reads, in Spark as well.
    dependsOnWanted: format.mode === 'DROPMALFORMED' || placed.some(({ kind }) => kind === 'corrupt'),
    read: (ring) => sendFiles(files.paths, stream, { encoding: format.encoding, context }, ring),
  }
}

const textColumn = (name: string): StreamColumn => ({ name, value: { kind: 'string' } })

function placedColumns(columns: readonly Column[], format: CsvFormat, partitions: readonly PartitionColumn[]): readonly CsvColumn[] {
  let index = 0
  const numbers = columns.map((column) => partitions.findIndex(({ name }) => name === column.name))
  // Columns of folders alone stand behind all others.
  const lastInFiles = numbers.lastIndexOf(-1)
  return columns.map((column, at): CsvColumn => {
    const partition = numbers[at] ?? -1
    if (partition >= 0) {
      const isInFiles = at < lastInFiles
      if (isInFiles) index += 1
      return { kind: 'partition', column, index: partition, unread: isInFiles ? index - 1 : undefined }
    }
    if (column.name === format.corruptColumn) return { kind: 'corrupt', column }
    index += 1
    return { kind: 'value', column, index: index - 1, isPlain: hasPlainForms(parseSparkType(column.type), format) }
  })
}

async function sendFiles(
  paths: readonly string[],
  { dialect, files }: CsvStream,
  { encoding, context }: { readonly encoding: CsvFormat['encoding']; readonly context: CsvContext },
  ring: RingWriter,
): Promise<void> {
  for (const [index, path] of paths.entries()) {
    if (!(await ring.write(frameHeader(FRAME.file, index)))) return
    const options = {
      encoding,
      multiLine: dialect.multiLine,
      keepsReturns: dialect.lineSeparator !== undefined,
      signal: context.signal,
      count: (bytes: number) => context.countFileInput(bytes),
      shown: files[index]?.shown ?? '',
      reusesMemory: true,
    }
    for await (const bytes of fileBytes(path, options)) {
      if (bytes === BUFFER_END) {
        if (!(await ring.write(frameHeader(FRAME.bufferEnd, 0)))) return
        continue
      }
      if (bytes.length === 0) continue
      if (!(await ring.write(frameHeader(FRAME.bytes, bytes.length), bytes))) return
    }
    await ring.write(frameHeader(FRAME.fileEnd, 0))
  }
  await ring.write(frameHeader(FRAME.end, 0))
}
