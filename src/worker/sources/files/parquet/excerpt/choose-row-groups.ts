import { open } from 'node:fs/promises'
import { parseSparkType, sparkTypeName } from '../../../../../base/spark-type.ts'
import type { Column } from '../../../../../protocol/table-definition.ts'
import { columnsOf, isTrue, type Predicate } from '../../../../engine/predicate.ts'
import type { ReadOf } from '../../../shared/source.ts'
import { mayMatch } from '../../pruning/may-match.ts'
import {
  asStruct,
  CHUNK,
  COLUMN,
  DamagedParquet,
  FILE,
  footerBytes,
  int64,
  listOf,
  numberOf,
  ROW_GROUP,
  readTail,
  structs,
  withFields,
} from '../copies/footer.ts'
import { DamagedThrift, type ThriftStruct } from '../copies/thrift-compact.ts'
import { chunkValues, leafOf } from './leaf-statistics.ts'

/** Parquet files that are read in one way, whose footers are there. */
export interface FilesOfExcerpt {
  readonly paths: readonly string[]
  /** What they call a column of the table whose values, in their order, are those that conditions are about. */
  comparedAs(column: string): string | undefined
}

export interface ExcerptWishes {
  /** Rows for which it is not true may be left out. */
  readonly predicate: Predicate
  /** So many of the first rows are enough, where the predicate leaves out none. */
  readonly limit: number | undefined
  /** Of the other files, which are on the disk as they are, nothing is left out. */
  isCut(path: string): boolean
  readonly signal: AbortSignal
}

export interface ChosenRowGroups extends ReadOf {
  /** The ends of files that are to say of themselves that they have no others, by path: of those that have some. */
  readonly ends: ReadonlyMap<string, Buffer>
  /** Of what the others hold. */
  readonly bytesLess: number
}

/** A larger footer would hold the job, and its cancel, for most of a second. */
const FOOTER_BYTES_MAX = 4 << 20
/** Of all files: they take 150 ms a MiB. */
const FOOTERS_BYTES_MAX = 64 << 20

/**
 * The row groups of files, in the order in which they are read, that may hold a row which is wanted: by their own statistics, as far as those are certain, and by a limit.
 * Undefined: nothing says that one could be left out.
 */
export async function chooseRowGroups(
  groups: readonly FilesOfExcerpt[],
  columns: readonly Column[],
  { predicate, limit, isCut, signal }: ExcerptWishes,
): Promise<ChosenRowGroups | undefined> {
  const rowsMax = isTrue(predicate) ? limit : undefined
  const asked = [...columnsOf(predicate)]
  if (rowsMax === undefined && asked.length === 0) return undefined
  const types = columns.map(({ type }) => sparkTypeName(parseSparkType(type)))
  const ends = new Map<string, Buffer>()
  let [read, all, rows, bytesLess, footerBytesRead] = [0, 0, 0, 0, 0]
  for (const { paths, comparedAs } of groups) {
    const names = asked.map((index) => [index, comparedAs(columns[index]?.name ?? '')] as const)
    const isWanted = (footer: ThriftStruct): ((group: ThriftStruct) => boolean) => {
      const leaves = new Map(
        names.map(([index, name]) => [index, name === undefined ? undefined : leafOf(footer, name, types[index] ?? '')]),
      )
      return (group) => {
        if (rowsMax !== undefined && rows >= rowsMax) return false
        rows += numberOf(group, ROW_GROUP.rowCount)
        return mayMatch(predicate, (index) => {
          const leaf = leaves.get(index)
          return leaf === undefined ? undefined : chunkValues(group, leaf)
        })
      }
    }
    for (const path of paths) {
      signal.throwIfAborted()
      const excerpt = await excerptOf(path, isCut(path) ? isWanted : () => () => true)
      footerBytesRead += excerpt?.footerBytes ?? 0
      if (excerpt === undefined || footerBytesRead > FOOTERS_BYTES_MAX) return undefined
      all += excerpt.all
      read += excerpt.read
      bytesLess += excerpt.bytesLess
      if (excerpt.end !== undefined) ends.set(path, excerpt.end)
    }
  }
  return { read, all, ends, bytesLess }
}

interface Excerpt extends ReadOf {
  /** Undefined: the file's own. */
  readonly end: Buffer | undefined
  readonly footerBytes: number
  readonly bytesLess: number
}

/** Undefined: what the file says of itself is not understood; it is the engine's to tell. */
async function excerptOf(path: string, isWanted: (footer: ThriftStruct) => (group: ThriftStruct) => boolean): Promise<Excerpt | undefined> {
  try {
    const { footer, bytes } = await footerOf(path)
    const groups = listOf(footer, FILE.rowGroups).map(asStruct)
    const isKept = groups.map(isWanted(footer))
    const kept = groups.filter((_, index) => isKept[index])
    const end = kept.length === groups.length ? undefined : footerBytes(withRowGroups(footer, kept))
    // No writer makes one that is shorter than its copy.
    if (end !== undefined && end.length > bytes) return undefined
    const bytesLess = groups.reduce((sum, group, index) => (isKept[index] ? sum : sum + bytesOf(group)), 0)
    return { read: kept.length, all: groups.length, end, bytesLess, footerBytes: bytes }
  } catch (error) {
    if (error instanceof DamagedParquet || error instanceof DamagedThrift) return undefined
    throw error
  }
}

async function footerOf(path: string): Promise<{ readonly footer: ThriftStruct; readonly bytes: number }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    let bytes = 0
    const footer = await readTail(size, async (start, length) => {
      if (start < 0 || length > FOOTER_BYTES_MAX) throw new DamagedParquet('it is too long')
      const buffer = Buffer.alloc(length)
      await file.read(buffer, 0, length, start)
      bytes += length
      return buffer
    })
    return { footer, bytes }
  } finally {
    await file.close()
  }
}

const withRowGroups = (footer: ThriftStruct, groups: readonly ThriftStruct[]): ThriftStruct =>
  withFields(footer, [
    [FILE.rowCount, int64(groups.reduce((sum, group) => sum + numberOf(group, ROW_GROUP.rowCount), 0))],
    [FILE.rowGroups, structs(groups)],
  ])

const bytesOf = (group: ThriftStruct): number =>
  listOf(group, ROW_GROUP.columns).reduce((sum, chunk) => {
    const metadata = asStruct(asStruct(chunk).fields.get(CHUNK.metadata))
    return sum + numberOf(metadata, COLUMN.compressedBytes)
  }, 0)
