import { stat } from 'node:fs/promises'
import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { DataFiles } from '../data-files.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import type { CsvFormat } from './csv-format.ts'
import type { CsvStream } from './csv-stream.ts'
import { BUFFER_END, fileBytes } from './file-bytes.ts'
import { type FoundType, foundType, type InferOptions, NOTHING_FOUND, typeNameOf } from './infer-types.ts'
import { RecordReader } from './record-reader.ts'
import { recordTooLarge } from './record-too-large.ts'
import { shownPath } from './scan-csv.ts'
import { isTimestampText } from './timestamp-text.ts'
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
  for (const path of paths) {
    for await (const { values } of records(path, reading)) {
      return format.header ? safeNames(values, format) : values.map((_, index) => `_c${index}`)
    }
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
    isTimestamp: isTimestampText(format.timestampFormat),
  }
  let header: string | undefined
  for (const path of paths) {
    let isFirst = true
    for await (const { values, line } of records(path, reading)) {
      // Without multiLine Spark leaves out every line that is the first one's twin; with it, the first record of each file.
      header ??= line
      const isHeader = format.header && (format.dialect.multiLine ? isFirst : line === header)
      isFirst = false
      if (isHeader) continue
      for (let index = 0; index < columnCount; index += 1) {
        const type = types[index] ?? NOTHING_FOUND
        const value = values[index]
        if (value !== undefined && type.kind !== 'string') types[index] = foundType(type, value, options)
      }
    }
  }
  return types
}

interface FileRecord {
  readonly values: readonly (string | undefined)[]
  /** As it stands in the file; only looked at without multiLine. */
  readonly line: string
}

/** Blank for Spark is here what has only spaces, and not, as when rows are read, what has only spaces, tabs and the like. */
async function* records(path: string, { format, files, shown, signal, recordBytesMax }: Reading): AsyncGenerator<FileRecord> {
  const { dialect, encoding } = format
  const stream: CsvStream = { dialect, header: false, headerNames: undefined, valueCount: 0, failFast: false, files: [] }
  const table = new ValueTable(
    Array.from({ length: dialect.valuesMax }, (_, index) => index),
    1,
  )
  const reader = new RecordReader(stream, table, () => undefined, { blankUpTo: 'spaces' })
  reader.startFile()
  const place = shownPath(path, files.root, shown)
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let line = (): number => reader.lineOfRest
  const recordsHere = function* (): Generator<FileRecord> {
    line = () => reader.line
    yield* found(reader, dialect.multiLine)
    line = () => reader.lineOfRest
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
      yield* recordsHere()
    }
    reader.give(Buffer.concat([reader.rest, ...waiting]), false)
    yield* recordsHere()
  } catch (error) {
    // Of the file as a whole: it names the file already.
    if (!(error instanceof CausewayError) || error.message.startsWith(place)) throw error
    throw new CausewayError(error.kind, `${place}, line ${line()}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint })
  }
}

function* found(reader: RecordReader, multiLine: boolean): Generator<FileRecord> {
  for (;;) {
    reader.forget()
    reader.startRow(0)
    if (!reader.next()) return
    yield {
      values: Array.from({ length: reader.valueCount }, (_, index) => reader.text(index, 0)),
      line: multiLine ? '' : reader.bytes.toString('utf8', reader.start, reader.end),
    }
  }
}
