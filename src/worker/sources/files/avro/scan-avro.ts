import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import type { RingWriter } from '../../../engine/ring.ts'
import type { ReadableScan } from '../../shared/source.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { FRAME, type FrameFile, frame, jsonFrame } from '../file-frames.ts'
import { frameFile } from '../frame-file.ts'
import { folderNames, partitionColumns } from '../partitions/partition-columns.ts'
import { noColumn, streamColumn } from '../stream-columns.ts'
import { AvroFile, type AvroHeader } from './avro-file.ts'
import { AVRO_FORMAT, type AvroFrameBlock, type AvroFrameFile, type AvroSettings } from './avro-format.ts'

const PIECE_BYTES = 1 << 16
const FIRST_VERSION_OF_ONE_CALENDAR = 3

/** The files of an Avro table, whose blocks are decompressed here and taken apart in the engine's thread. */
export function scanAvro(table: TableDefinition, files: DataFiles, shown: string, context: FilesContext & RemoteContext): ReadableScan {
  const partitions = partitionColumns(table.columns, folderNames(files, shown))
  const settings: AvroSettings = { partitions: partitions.map(({ name }) => name) }
  return {
    kind: 'stream',
    format: AVRO_FORMAT,
    columns: table.columns.length === 0 ? [noColumn([])] : table.columns.map((column) => streamColumn(column, partitions)),
    opened: Promise.resolve(),
    explain: undefined,
    async read({ ring }) {
      if (!(await ring.write(jsonFrame(FRAME.settings, settings)))) return
      for (const path of files.paths) {
        if (!(await streamFile(path, frameFile(path, files, partitions, shown), ring, context))) return
      }
      await ring.write(frame(FRAME.end))
    },
  }
}

/** False: nobody reads any more. */
async function streamFile(
  path: string,
  file: FrameFile,
  ring: RingWriter,
  context: Pick<FilesContext, 'countFileInput' | 'signal'>,
): Promise<boolean> {
  let header: AvroHeader | undefined
  const avro = new AvroFile(path, file.shown, (bytes) => {
    context.signal.throwIfAborted()
    context.countFileInput(bytes)
  })
  const begin = async (found: AvroHeader): Promise<boolean> => {
    const frameOfFile: AvroFrameFile = { ...file, schema: found.schema, refuseOld: hasUnknownCalendar(found) }
    return await ring.write(jsonFrame(FRAME.file, frameOfFile))
  }
  for await (const { rows, bytes } of avro.blocks((found) => {
    header = found
  })) {
    if (header !== undefined && !(await begin(header))) return false
    header = undefined
    const block: AvroFrameBlock = { rows, length: bytes.length }
    if (!(await ring.write(jsonFrame(FRAME.block, block)))) return false
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      if (!(await ring.write(frame(FRAME.bytes, bytes.subarray(at, at + PIECE_BYTES))))) return false
    }
  }
  return await ring.write(frame(FRAME.endOfFile))
}

/** What is not written by Spark 3 or later may be of the calendar that was before. */
function hasUnknownCalendar({ metadata }: AvroHeader): boolean {
  const [major = ''] = (metadata.get('org.apache.spark.version')?.toString('utf8') ?? '').split('.')
  return !(Number(major) >= FIRST_VERSION_OF_ONE_CALENDAR) || metadata.has('org.apache.spark.legacyDateTime')
}
