import { CausewayError } from '../../../../base/errors.ts'
import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import type { RingWriter } from '../../../engine/ring.ts'
import { partOf } from '../../shared/reading-share.ts'
import type { ReadableScan } from '../../shared/source.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { FRAME, type FrameFile, frame, jsonFrame } from '../file-frames.ts'
import { frameFile } from '../frame-file.ts'
import { folderNames, partitionColumns } from '../partitions/partition-columns.ts'
import { noColumn, streamColumn } from '../stream-columns.ts'
import { OrcFile, type OrcStripeFooter, type PlacedStream } from './orc-file.ts'
import { ORC_FORMAT, type OrcFrameFile, type OrcFrameStripe, type OrcSettings, STREAM } from './orc-format.ts'
import { columnTypes, readTypes } from './wanted-types.ts'

const PIECE_BYTES = 1 << 16
/** Of the columns that are read: they are held in memory. */
const STRIPE_BYTES_MAX = 512 << 20
const READ_KINDS: ReadonlySet<number> = new Set(Object.values(STREAM))

interface OrcReading {
  /** Those that the statement reads, without those of folders. */
  readonly wanted: readonly string[]
  readonly tableColumns: readonly string[]
  readonly ring: RingWriter
  readonly context: Pick<RemoteContext, 'countInput' | 'signal'>
  /** Bytes of the files that lie behind: those that nobody reads, too. */
  readonly passed: { bytes: number }
}

/** The files of an ORC table: of each stripe the streams of the columns that are read, which are taken apart in the engine's thread. */
export function scanOrc(table: TableDefinition, files: DataFiles, shown: string, context: FilesContext & RemoteContext): ReadableScan {
  const partitions = partitionColumns(table.columns, folderNames(files, shown))
  const isInFiles = (name: string): boolean => !partitions.some((partition) => partition.name === name)
  const tableColumns = table.columns.map(({ name }) => name).filter(isInFiles)
  const settings: OrcSettings = { partitions: partitions.map(({ name }) => name), columns: tableColumns }
  const columns = table.columns.length === 0 ? [noColumn([])] : table.columns.map((column) => streamColumn(column, partitions))
  return {
    kind: 'stream',
    format: ORC_FORMAT,
    columns,
    opened: Promise.resolve(),
    explain: undefined,
    async read({ columnIndexes, ring }) {
      const wanted = columnIndexes.flatMap((index) => columns[index]?.name ?? []).filter(isInFiles)
      const passed = { bytes: 0 }
      context.expectReading({ bytes: files.bytes, share: () => partOf(passed.bytes, files.bytes) })
      if (!(await ring.write(jsonFrame(FRAME.settings, settings)))) return
      for (const path of files.paths) {
        if (!(await streamFile(path, frameFile(path, files, partitions, shown), { wanted, tableColumns, ring, context, passed }))) return
      }
      await ring.write(frame(FRAME.end))
    },
  }
}

/** False: nobody reads any more. */
async function streamFile(path: string, frameOf: FrameFile, reading: OrcReading): Promise<boolean> {
  const { ring, passed } = reading
  const file = await OrcFile.open(path, frameOf.shown)
  const before = passed.bytes
  try {
    const tail = await file.tail()
    if (tail === undefined) return true
    const { root, packing, isJulian, stripes } = tail
    const types = readTypes(columnTypes(root, reading.wanted, reading.tableColumns, frameOf.shown))
    const begin: OrcFrameFile = { ...frameOf, root, packing, isJulian }
    if (!(await ring.write(jsonFrame(FRAME.file, begin)))) return false
    for (const stripe of stripes) {
      reading.context.signal.throwIfAborted()
      const footer = await file.stripeFooter(stripe, packing)
      const streams = footer.streams.filter(({ kind, column }) => READ_KINDS.has(kind) && types.has(column))
      if (!(await ring.write(jsonFrame(FRAME.block, frameOfStripe(stripe.rows, streams, footer, frameOf.shown))))) return false
      for (const stream of streams) {
        passed.bytes = before + stream.offset
        if (!(await sendStream(file, stream, reading))) return false
      }
    }
    passed.bytes = before + file.size
    return await ring.write(frame(FRAME.endOfFile))
  } finally {
    await file.close()
  }
}

function frameOfStripe(
  rows: number,
  streams: readonly PlacedStream[],
  { encodings, timeZone }: OrcStripeFooter,
  shown: string,
): OrcFrameStripe {
  const bytes = streams.reduce((sum, { length }) => sum + length, 0)
  if (bytes > STRIPE_BYTES_MAX)
    throw new CausewayError(
      'limit-exceeded',
      `${shown} has a stripe of more than ${STRIPE_BYTES_MAX >> 20} MiB in the columns that are read`,
      {
        hint: 'Write it anew in smaller stripes, or read fewer columns at once.',
      },
    )
  const read = new Set(streams.map(({ column }) => column))
  return {
    rows,
    streams: streams.map(({ kind, column, length }) => ({ kind, column, length })),
    encodings: Object.fromEntries(encodings.flatMap((encoding, id) => (read.has(id) ? [[id, encoding]] : []))),
    timeZone,
  }
}

async function sendStream(file: OrcFile, { offset, length }: PlacedStream, { ring, context, passed }: OrcReading): Promise<boolean> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    context.signal.throwIfAborted()
    const bytes = await file.read(offset + at, Math.min(PIECE_BYTES, length - at))
    context.countInput(bytes.length)
    if (!(await ring.write(frame(FRAME.bytes, bytes)))) return false
    passed.bytes += bytes.length
  }
  return true
}
