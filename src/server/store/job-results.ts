import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { Type } from 'typebox'
import { storedJson } from './rows.ts'
import type { Database } from './schema.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
const rowsFromJson: (text: string) => readonly string[] = storedJson('result', Type.Array(Type.String()))

/** Rows of a finished job's preview as they are kept: a JSON array of row texts, compressed. Made before the transaction that stores it. */
export async function compressRows(rowsJson: readonly string[]): Promise<Uint8Array> {
  return await compress(JSON.stringify(rowsJson))
}

export async function insertJobResult(db: Database, jobId: string, compressedRows: Uint8Array): Promise<void> {
  await db.insertInto('jobResult').values({ jobId, compressedRows }).execute()
}

/** undefined: the job has no rows, or they are no longer kept. */
export async function findJobRows(db: Database, jobId: string): Promise<readonly string[] | undefined> {
  const row = await db.selectFrom('jobResult').select('compressedRows').where('jobId', '=', jobId).executeTakeFirst()
  if (row === undefined) return undefined
  return rowsFromJson((await decompress(row.compressedRows)).toString('utf8'))
}

/** Drops the rows of jobs that ended before the time; the jobs themselves stay. Gives back how many. */
export async function forgetJobRows(db: Database, before: number): Promise<number> {
  const result = await db
    .deleteFrom('jobResult')
    .where('jobId', 'in', db.selectFrom('job').select('id').where('endedAt', '<', before))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
