import { type Document, serialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { jsonCells } from '../../../base/json-cells.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { EngineError } from '../../engine/engine.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectMongo, type MongoSession } from './connect.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { writtenValue } from './written-value.ts'

const ROWS = 'mongo_rows'
const DOCUMENTS_MAX = 1000
const BYTES_MAX = 8 << 20
/** A document has 16 MiB at most, and its text is longer. */
const ROW_LENGTH_MAX = 64 << 20
const BATCHES_MAX = 4

/**
 * Writes each row as a document, in order. MongoDB takes nothing back here: so the query is run to its end before anything is deleted or written, and what fails after that tells
 * how much was.
 */
export async function insertMongo(table: TableDefinition, sql: string, mode: InsertMode, context: RemoteContext): Promise<number> {
  const written = readSource(table.source)
  const columns = table.columns.map(({ name, type }) => ({ name, type: parseSparkType(type) }))
  const names = columns.map((_, index) => `c${index}`)
  await context.engine.request({
    kind: 'execute',
    sql: `CREATE OR REPLACE TEMP TABLE ${ROWS} AS SELECT * FROM (${sql}) AS row_values(${names.join(', ')})`,
  })
  const session = await connectMongo(written, context)
  const { database, collection } = written
  let done = 0
  try {
    if (mode.kind === 'overwrite') {
      context.recordStatement(session.place, `delete ${collection} {}`)
      checkWritten(await session.ask(database, { body: { delete: collection, deletes: [{ q: {}, limit: 0 }] } }))
    }
    context.recordStatement(session.place, `insert ${collection}`)
    const documentOf = (row: string): Uint8Array => {
      const cells = jsonCells(row)
      return serialize(Object.fromEntries(columns.map(({ name, type }, index) => [name, writtenValue(cells[index] ?? 'null', type)])))
    }
    const request = {
      sql: `SELECT * FROM ${ROWS}`,
      columnCount: names.length,
      batchesMax: BATCHES_MAX,
      rowLengthMax: ROW_LENGTH_MAX,
    }
    let failure: unknown
    let sending: Promise<void> = Promise.resolve()
    const { rowCount } = await context.exportRows(request, (bytes) => {
      sending = sending.then(async () => {
        if (failure !== undefined) return
        try {
          const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
          done += await sendDocuments(session, written, text.split('\n').slice(0, -1).map(documentOf))
        } catch (error) {
          failure = error
        }
      })
      return sending
    })
    await sending
    if (failure !== undefined) throw failure
    await session.end()
    return rowCount
  } catch (error) {
    await session.abandon()
    if (error instanceof EngineError) throw error
    const told = remoteError(error, session.place)
    if (done === 0 && mode.kind !== 'overwrite') throw told
    throw new CausewayError(told.kind, `${told.message}: ${done} rows are written, and MongoDB takes nothing back`, {
      ...(told.hint === undefined ? {} : { hint: told.hint }),
      cause: told,
    })
  }
}

async function sendDocuments(
  session: MongoSession,
  { database, collection }: WrittenTable,
  documents: readonly Uint8Array[],
): Promise<number> {
  let from = 0
  while (from < documents.length) {
    let [to, bytes] = [from, 0]
    for (; to < documents.length && to - from < DOCUMENTS_MAX; to += 1) {
      bytes += documents[to]?.length ?? 0
      if (bytes > BYTES_MAX && to > from) break
    }
    const answer = await session.ask(database, {
      body: { insert: collection, ordered: true },
      documents: { name: 'documents', bytes: documents.slice(from, to) },
    })
    checkWritten(answer)
    from = to
  }
  return documents.length
}

/** A write that was not done is told within an answer that is none of failure. */
function checkWritten({ writeErrors, writeConcernError }: Document): void {
  const [first] = Array.isArray(writeErrors) ? writeErrors : []
  const failed: unknown = first ?? writeConcernError
  if (typeof failed !== 'object' || failed === null) return
  const text = 'errmsg' in failed ? String(failed.errmsg) : 'it gives no reason'
  throw new CausewayError('remote-failure', inOneLine(`A row was not written: ${text}`), {
    hint: 'Correct it, and write the rows again that are missing.',
  })
}
