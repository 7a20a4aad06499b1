import { stat } from 'node:fs/promises'
import { isTimestampText } from '../../../../base/date-pattern/timestamp-text.ts'
import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { DataFiles } from '../data-files.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { shownFile } from '../shown-file.ts'
import type { CsvFormat } from './csv-format.ts'
import type { CsvStream } from './csv-stream.ts'
import { BUFFER_END, fileBytes } from './file-bytes.ts'
import { type FoundType, foundType, hasPlainForm, type InferOptions, NOTHING_FOUND, typeNameOf } from './infer-types.ts'
import { RecordReader } from './record-reader.ts'
import { recordTooLarge } from './record-too-large.ts'
import { ValueTable } from './value-table.ts'

/** The columns that Spark finds in files: named by the first line of the largest, which it reads first; all strings, or of the types that their values have. */
export async function csvColumns(
  files: DataFiles,
  format: CsvFormat,
  shown: string,
  signal: AbortSignal,
  recordBytesMax = RECORD_BYTES_MAX,
): Promise<readonly Column[]> {
  const paths = await largestFirst(files.paths)
  const names = await firstNames(paths, { format, files, shown, signal, recordBytesMax })
  if (names === undefined) return []
  const types = format.infersTypes ? await foundTypes(paths, names.length, { format, files, shown, signal, recordBytesMax }) : undefined
  return names.map((name, index) => ({ name, type: types === undefined ? 'string' : typeNameOf(types[index] ?? NOTHING_FOUND) }))
}

interface Reading {
  readonly format: CsvFormat
  readonly files: DataFiles
  readonly shown: string
  readonly signal: AbortSignal
  readonly recordBytesMax: number
}

async function largestFirst(paths: readonly string[]): Promise<readonly string[]> {
  const sized = await Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })))
  return sized.toSorted((one, other) => other.bytes - one.bytes).map(({ path }) => path)
}

async function firstNames(paths: readonly string[], reading: Reading): Promise<readonly string[] | undefined> {
  const { format } = reading
  let names: readonly string[] | undefined
  for (const path of paths) {
    await readRecords(path, reading, (record) => {
      const values = Array.from({ length: record.valueCount }, (_, index) => record.text(index, 0))
      names = format.header ? safeNames(values, format) : values.map((_, index) => `_c${index}`)
      return false
    })
    if (names !== undefined) return names
  }
  return undefined
}

/** CSVUtils.makeSafeHeader: a name that is missing or there twice gets its place. */
function safeNames(names: readonly (string | undefined)[], { dialect }: CsvFormat): readonly string[] {
  const nullValue = Buffer.from(dialect.nullValue).toString()
  const lower = names.flatMap((name) => name?.toLowerCase() ?? [])
  const isTwice = (name: string): boolean => lower.indexOf(name.toLowerCase()) !== lower.lastIndexOf(name.toLowerCase())
  return names.map((name, index) => {
    if (name === undefined || name === '' || name === nullValue) return `_c${index}`
    return isTwice(name) ? `${name}${index}` : name
  })
}

async function foundTypes(paths: readonly string[], columnCount: number, reading: Reading): Promise<readonly FoundType[]> {
  const { format } = reading
  const types: FoundType[] = Array.from({ length: columnCount }, () => NOTHING_FOUND)
  const options: InferOptions = {
    nanValue: format.nanValue,
    positiveInf: format.positiveInf,
    negativeInf: format.negativeInf,
    nullValue: Buffer.from(format.dialect.nullValue).toString(),
    isTimestamp: isTimestampText(format.timestampFormat?.spark),
    hasPlainTimestamps: format.timestampFormat === undefined,
  }
  let header: Buffer | undefined
  for (const path of paths) {
    let isFirst = true
    await readRecords(path, reading, (record) => {
      const line = record.bytes.subarray(record.start, record.end)
      // Without multiLine Spark leaves out every line that is the first one's twin; with it, the first record of each file.
      header ??= Buffer.from(line)
      const isHeader = format.header && (format.dialect.multiLine ? isFirst : line.equals(header))
      isFirst = false
      if (!isHeader) for (let index = 0; index < columnCount; index += 1) look(record, index)
      return true
    })
  }
  return types

  function look(record: RecordReader, index: number): void {
    const type = types[index] ?? NOTHING_FOUND
    if (type.kind === 'string' || index >= record.valueCount) return
    const { bytes, offset, length } = record.span(index, 0)
    if (length < 0 || hasPlainForm(type, bytes, offset, offset + length, options)) return
    types[index] = foundType(type, bytes.toString('utf8', offset, offset + length), options)
  }
}

/**
 * Calls `look` for each record, whose values are those of `RecordReader`, until it answers false. Blank for Spark is here what has only spaces, and not, as when rows
 * are read, what has only spaces, tabs and the like.
 */
async function readRecords(
  path: string,
  { format, files, shown, signal, recordBytesMax }: Reading,
  look: (record: RecordReader) => boolean,
): Promise<void> {
  const { dialect, encoding } = format
  const stream: CsvStream = { dialect, header: false, headerNames: undefined, valueCount: 0, failFast: false, files: [] }
  const table = new ValueTable(
    Array.from({ length: dialect.valuesMax }, (_, index) => index),
    1,
  )
  const reader = new RecordReader(stream, table, () => undefined, { blankUpTo: 'spaces' })
  reader.startFile()
  const place = shownFile(path, files, shown)
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let line = (): number => reader.lineOfRest
  const lookAtAll = (): boolean => {
    line = () => reader.line
    for (;;) {
      // The row is not cleared: all values of a record are put, and no others looked at.
      reader.forget()
      if (!reader.next()) break
      if (!look(reader)) return false
    }
    line = () => reader.lineOfRest
    return true
  }
  try {
    const keepsReturns = dialect.lineSeparator !== undefined
    for await (const piece of fileBytes(path, { encoding, multiLine: dialect.multiLine, keepsReturns, signal, shown: place })) {
      if (piece === BUFFER_END) {
        reader.endBuffer(waitingBytes)
        continue
      }
      waiting.push(piece)
      waitingBytes += piece.length
      if (reader.rest.length + waitingBytes > recordBytesMax) throw recordTooLarge(recordBytesMax)
      if (waitingBytes < reader.rest.length) continue
      reader.give(Buffer.concat([reader.rest, ...waiting]), true)
      waiting = []
      waitingBytes = 0
      if (!lookAtAll()) return
    }
    reader.give(Buffer.concat([reader.rest, ...waiting]), false)
    lookAtAll()
  } catch (error) {
    // Of the file as a whole: it names the file already.
    if (!(error instanceof CausewayError) || error.message.startsWith(place)) throw error
    throw new CausewayError(error.kind, `${place}, line ${line()}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint })
  }
}
