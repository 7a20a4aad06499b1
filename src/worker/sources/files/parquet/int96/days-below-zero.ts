import { type FileHandle, open } from 'node:fs/promises'
import { asStruct, bigOf, CHUNK, COLUMN, DamagedParquet, FILE, listOf, numberOf, PAGE, ROW_GROUP, readTail } from '../copies/footer.ts'
import { readExactly } from '../copies/rewritten-copy.ts'
import { DamagedThrift, readStruct, type ThriftStruct } from '../copies/thrift-compact.ts'
import { type Int96Column, int96Columns } from './int96-columns.ts'
import { hasValues, openPage, VALUE_BYTES } from './int96-page.ts'

/** More than the header of a page of timestamps takes, of which writers keep no statistics; one that is larger is read again. */
const HEADER_BYTES = 512
const HEADER_BYTES_MAX = 1 << 20

/**
 * Looks through a Parquet file's timestamps of the type INT96 in the columns that are read for days below zero. `undefined`: there are some that cannot be looked at, and the engine
 * says what is wrong with them, or reads them.
 */
export async function hasDaysBelowZero(
  path: string,
  isRead: (column: string) => boolean,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const footer = await readTail(size, (start, length) => readExactly(file, start, length))
    const columns = [...int96Columns(footer)].filter(([, { name }]) => isRead(name))
    for (const group of listOf(footer, FILE.rowGroups)) {
      const chunks = listOf(asStruct(group), ROW_GROUP.columns)
      for (const [leaf, column] of columns) {
        const metadata = asStruct(asStruct(chunks[leaf]).fields.get(CHUNK.metadata))
        if (await hasSome({ file, size }, metadata, column, signal)) return true
      }
    }
    return false
  } catch (error) {
    if (error instanceof DamagedParquet || error instanceof DamagedThrift) return undefined
    throw error
  } finally {
    await file.close()
  }
}

interface OpenFile {
  readonly file: FileHandle
  readonly size: number
}

async function hasSome(open: OpenFile, metadata: ThriftStruct, column: Int96Column, signal: AbortSignal): Promise<boolean> {
  const codec = bigOf(metadata, COLUMN.codec)
  const data = numberOf(metadata, COLUMN.dataPage)
  const dictionary = metadata.fields.has(COLUMN.dictionaryPage) ? numberOf(metadata, COLUMN.dictionaryPage) : 0
  const start = dictionary > 0 ? Math.min(dictionary, data) : data
  const end = start + numberOf(metadata, COLUMN.compressedBytes)
  for (let at = start; at < end; ) {
    signal.throwIfAborted()
    const { header, length } = await readHeader(open, at)
    const size = numberOf(header, PAGE.compressedBytes)
    if (hasValues(header)) {
      const page = await readExactly(open.file, at + length, size)
      if (isAnyBelowZero(openPage(header, page, codec, column).values)) return true
    }
    at += length + size
  }
  return false
}

async function readHeader({ file, size }: OpenFile, at: number): Promise<{ readonly header: ThriftStruct; readonly length: number }> {
  for (let wanted = HEADER_BYTES; ; wanted *= 8) {
    const bytes = Math.min(wanted, size - at)
    try {
      const { struct: header, end: length } = readStruct(await readExactly(file, at, bytes))
      return { header, length }
    } catch (error) {
      if (!(error instanceof DamagedThrift) || bytes < wanted || wanted > HEADER_BYTES_MAX) throw error
    }
  }
}

/** The day is the last four bytes of a value. */
function isAnyBelowZero(values: Buffer): boolean {
  for (let at = VALUE_BYTES - 1; at < values.length; at += VALUE_BYTES) if ((values[at] ?? 0) > 0x7f) return true
  return false
}
