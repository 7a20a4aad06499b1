import { promisify } from 'node:util'
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { Type } from 'typebox'
import type { Database } from '../schema.ts'
import { storedJson } from '../sqlite/rows.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
const rowsFromJson: (text: string) => readonly string[] = storedJson('result', Type.Array(Type.String()))

/** A few rows are packed sooner than another thread has been awakened for them. */
const AT_ONCE_BYTES_MAX = 16 * 1024
/** Of these so few may come of what is packed. */
const PACKED_AT_ONCE_BYTES_MAX = 1024

/** Rows of a finished job's preview as they are kept: a JSON array of row texts, compressed. Made before the transaction that stores it. */
export async function compressRows(rowsJson: readonly string[]): Promise<Uint8Array> {
  const text = JSON.stringify(rowsJson)
  return text.length <= AT_ONCE_BYTES_MAX ? zstdCompressSync(text) : await compress(text)
}

export async function insertJobResult(db: Database, jobId: string, compressedRows: Uint8Array): Promise<void> {
  await db.insertInto('jobResult').values({ jobId, compressedRows }).execute()
}

/** undefined: the job has no rows, or they are no longer kept. */
export async function findJobRows(db: Database, jobId: string): Promise<readonly string[] | undefined> {
  const row = await db.selectFrom('jobResult').select('compressedRows').where('jobId', '=', jobId).executeTakeFirst()
  if (row === undefined) return undefined
  return rowsFromJson((await unpacked(row.compressedRows)).toString('utf8'))
}

async function unpacked(packed: Uint8Array): Promise<Buffer> {
  if (packed.length > PACKED_AT_ONCE_BYTES_MAX) return await decompress(packed)
  try {
    return zstdDecompressSync(packed, { maxOutputLength: AT_ONCE_BYTES_MAX })
  } catch {
    // It is more, or damaged.
    return await decompress(packed)
  }
}

/** Of the kept rows behind a place, in an order of their own, those of so many jobs: which ended before the time. */
export async function jobsWithOldRows(
  db: Database,
  before: number,
  { after, looks }: { readonly after: string; readonly looks: number },
): Promise<{ readonly jobIds: readonly string[]; readonly last: string | undefined }> {
  const kept = db.selectFrom('jobResult').select('jobId').where('jobId', '>', after).orderBy('jobId').limit(looks)
  const rows = await db
    .selectFrom(kept.as('kept'))
    .innerJoin('job', 'job.id', 'kept.jobId')
    .select(['kept.jobId', 'job.endedAt'])
    .orderBy('kept.jobId')
    .execute()
  const jobIds = rows.flatMap(({ jobId, endedAt }) => (endedAt !== null && endedAt < before ? [jobId] : []))
  return { jobIds, last: rows.length < looks ? undefined : rows.at(-1)?.jobId }
}

/** Drops the rows of the job, which itself stays. */
export async function deleteJobRows(db: Database, jobId: string): Promise<void> {
  await db.deleteFrom('jobResult').where('jobId', '=', jobId).execute()
}
