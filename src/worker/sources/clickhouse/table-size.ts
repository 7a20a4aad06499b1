import type { RemoteSession } from './connect.ts'
import type { RemoteRelation } from './read-source.ts'
import { ClickhouseError } from './remote-error.ts'
import { textLiteral } from './table-name.ts'

export interface TableSize {
  readonly rows: number
  readonly bytes: number
}

/** By what the server keeps of a table, without looking at its rows. Undefined: it does not tell, as of views and queries, and to some users. */
export async function tableSize(session: RemoteSession, { name }: RemoteRelation): Promise<TableSize | undefined> {
  if (name === undefined) return undefined
  const [database, table] = [textLiteral(name.database), textLiteral(name.table)]
  return (
    (await sizeIn(session, `SELECT total_rows, total_bytes FROM system.tables WHERE database = ${database} AND name = ${table}`)) ??
    // Servers before 20 have it by parts alone.
    (await sizeIn(
      session,
      `SELECT sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND database = ${database} AND table = ${table}`,
    ))
  )
}

async function sizeIn(session: RemoteSession, select: string): Promise<TableSize | undefined> {
  try {
    const [row = []] = (await session.rows(select)).rows
    const [rows, bytes] = row.map(Number)
    return rows !== undefined && bytes !== undefined && rows > 0 && bytes > 0 ? { rows, bytes } : undefined
  } catch (error) {
    if (error instanceof ClickhouseError) return undefined
    throw error
  }
}
