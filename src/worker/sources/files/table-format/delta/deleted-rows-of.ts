import { stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { CausewayError } from '../../../../../base/errors.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { TableFolder } from '../../table-folder.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { DeletedRows, type DeletedRowsBudget } from '../deleted-rows.ts'
import { readDeletionVector } from '../deletion-vector.ts'
import type { LogFile, LogFolder } from '../log-folder.ts'
import type { AddedFile, DeletionVector } from './actions.ts'
import { decodeBase85, uuidOfBase85 } from './base85.ts'
import { findDataFile } from './data-path.ts'
import { LOG } from './log-files.ts'

const BYTES_MAX = 256 << 20
const UUID_CHARACTERS = 20

export async function deletedRowsOf(
  { path, deletionVector: vector }: AddedFile,
  budget: DeletedRowsBudget,
  folder: TableFolder,
  log: LogFolder,
  context: FilesContext,
): Promise<DeletedRows | undefined> {
  if (vector === undefined) return undefined
  if (vector.sizeInBytes > BYTES_MAX)
    throw new CausewayError('limit-exceeded', `The list of deleted rows of ${path.slice(0, 200)} is longer than ${BYTES_MAX >> 20} MiB`, {
      hint: 'Have the file written anew without them, by what writes the table (REORG TABLE … APPLY (PURGE)).',
    })
  const { bytes, shown } = await vectorBytes(vector, path, folder, log, context)
  const deleted = new DeletedRows(shown, budget)
  const rows = readDeletionVector(bytes, deleted, shown)
  if (rows === vector.cardinality) return rows === 0 ? undefined : deleted
  throw new CausewayError('invalid-parameter', `${shown} has ${rows} deleted rows, and the table's log says ${vector.cardinality}`, {
    hint: DAMAGED_FILE,
  })
}

interface VectorBytes {
  readonly bytes: Buffer
  readonly shown: string
}

async function vectorBytes(
  vector: DeletionVector,
  path: string,
  folder: TableFolder,
  log: LogFolder,
  context: FilesContext,
): Promise<VectorBytes> {
  const { storageType, pathOrInline } = vector
  const inLog = `${log.shown(LOG)} (deleted rows of ${path.slice(0, 200)})`
  switch (storageType) {
    case 'i': {
      const bytes = decodeBase85(pathOrInline, inLog)
      if (bytes.length < vector.sizeInBytes) throw wrongLength(inLog)
      return { bytes: bytes.subarray(0, vector.sizeInBytes), shown: inLog }
    }
    case 'u': {
      const prefix = pathOrInline.slice(0, -UUID_CHARACTERS)
      const name = `deletion_vector_${uuidOfBase85(pathOrInline.slice(-UUID_CHARACTERS), inLog)}.bin`
      const below = prefix === '' ? name : `${prefix}/${name}`
      // The prefix is plain characters: what looks like a path out of the folder is found out there.
      return await fileBytes(vector, encodeURI(below), folder, log, context)
    }
    case 'p':
      return await fileBytes(vector, pathOrInline, folder, log, context)
    default:
      throw new CausewayError('not-supported', `${inLog}: the storage type ${storageType.slice(0, 20)} is not supported`, {
        hint: 'Have the file written anew without them, by what writes the table (REORG TABLE … APPLY (PURGE)).',
      })
  }
}

/** In a file, a list stands between its length and its checksum. */
async function fileBytes(
  vector: DeletionVector,
  written: string,
  folder: TableFolder,
  log: LogFolder,
  context: FilesContext,
): Promise<VectorBytes> {
  const { path, shown } = await findDataFile(written, folder, log.shown(LOG), context)
  if (path === undefined)
    throw new CausewayError('not-found', `${shown} is not there: it lists deleted rows of the table`, { hint: DAMAGED_FILE })
  const file = await fileOf(path, shown)
  const framed = await log.bytes(file, vector.offset, vector.sizeInBytes + 8)
  if (framed.readUInt32BE(0) !== vector.sizeInBytes) throw wrongLength(shown)
  const bytes = framed.subarray(4, 4 + vector.sizeInBytes)
  if (framed.readUInt32BE(4 + vector.sizeInBytes) !== crc32(bytes))
    throw new CausewayError('invalid-parameter', `${shown}: the checksum of the list of deleted rows at byte ${vector.offset} is wrong`, {
      hint: DAMAGED_FILE,
    })
  return { bytes, shown }
}

async function fileOf(path: string, shown: string): Promise<LogFile> {
  const status = await stat(path)
  return { path, shown, bytes: status.size, modifiedAt: status.mtimeMs }
}

const wrongLength = (shown: string): CausewayError =>
  new CausewayError('invalid-parameter', `${shown}: the list of deleted rows is not as long as the table's log says`, {
    hint: DAMAGED_FILE,
  })
