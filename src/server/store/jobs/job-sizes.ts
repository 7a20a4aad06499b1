import { sql } from 'kysely'
import type { Database } from '../schema.ts'

export interface EndedJob {
  readonly id: string
  readonly endedAt: number
  /** On the disk, with its rows: what its texts take, and about what its fields and indexes do. */
  readonly bytes: number
}

/** Measured: 100,000 jobs of a few characters each take 130 MB, of which about 200 bytes each are texts, counted as such: four ids, names and empty lists. */
const BYTES_OF_FIELDS = 1_100

/** Of jobs, as the database has them: a column that is added is counted as well. */
async function textColumns(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info('job') where lower(type) = 'text'`.execute(db)
  return rows.map(({ name }) => name)
}

/** So many of those that have ended, the last to have ended first, behind a place in that order. */
export async function endedJobSizes(db: Database, before: EndedJob | undefined, most: number): Promise<readonly EndedJob[]> {
  const texts = sql.join(
    (await textColumns(db)).map((name) => sql`coalesce(octet_length(${sql.ref(`job.${name}`)}), 0)`),
    sql` + `,
  )
  return await db
    .selectFrom('job')
    .leftJoin('jobResult', 'jobResult.jobId', 'job.id')
    .select([
      'job.id',
      'job.endedAt',
      sql<number>`${BYTES_OF_FIELDS} + ${texts} + coalesce(octet_length(job_result.compressed_rows), 0)`.as('bytes'),
    ])
    .where('endedAt', 'is not', null)
    .$narrowType<{ endedAt: number }>()
    .$if(before !== undefined, (query) =>
      query
        .where('endedAt', '<=', before?.endedAt ?? 0)
        .where((e) => e.or([e('endedAt', '<', before?.endedAt ?? 0), e('job.id', '<', before?.id ?? '')])),
    )
    .orderBy('endedAt', 'desc')
    .orderBy('job.id', 'desc')
    .limit(most)
    .execute()
}

export interface DatabaseSize {
  readonly usedBytes: number
  /** Its file is as much larger: they are used again. */
  readonly freeBytes: number
}

/** Asked without looking at any table. */
export async function databaseSize(db: Database): Promise<DatabaseSize> {
  const { rows } = await sql<{ pages: number; free: number; bytes: number }>`
    select page_count as pages, freelist_count as free, page_size as bytes from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(
    db,
  )
  const [{ pages, free, bytes } = { pages: 0, free: 0, bytes: 0 }] = rows
  return { usedBytes: (pages - free) * bytes, freeBytes: free * bytes }
}
