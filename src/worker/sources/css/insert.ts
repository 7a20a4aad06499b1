import { CausewayError } from '../../../base/errors.ts'
import { cellText, jsonCells } from '../../../base/json-cells.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { EngineError } from '../../engine/engine.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { type BulkItem, sendBulk } from './bulk.ts'
import { type CssSession, connectCss } from './connect.ts'
import { ID_COLUMN } from './id-column.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { CssError, remoteError } from './remote-error.ts'
import { searchPages } from './search-pages.ts'
import { indexPath } from './search-paths.ts'
import { openView } from './search-view.ts'
import { documentText } from './written-document.ts'

const ROWS = 'css_rows'
/** A request has 100 MB at most, as servers come. */
const ROW_LENGTH_MAX = 64 << 20
const BATCHES_MAX = 4

/**
 * Writes each row as a document, in order. The server takes nothing back: so the query is run to its end, and its rows are looked at, before anything is deleted or written,
 * and what fails after that tells how much was.
 */
export async function insertCss(table: TableDefinition, sql: string, mode: InsertMode, context: RemoteContext): Promise<number> {
  const written = readSource(table.source)
  if (/[,*]/.test(written.index) || written.index === '_all')
    throw new CausewayError('not-supported', `${table.database}.${table.name} is a table of several indices, and takes no rows`, {
      hint: 'Make a table of one index.',
    })
  const id = written.options['es.mapping.id']?.toLowerCase()
  // Of the name _id in capitals a document may have a field.
  const idIndex = table.columns.findIndex(({ name }) => (id === undefined ? name === ID_COLUMN : name.toLowerCase() === id))
  await keepRows(table, sql, idIndex, context)
  const session = await connectCss(written, context)
  let [done, deleted] = [0, 0]
  try {
    if (written.options['es.index.auto.create'] === false) await session.askBytes({ method: 'HEAD', path: indexPath(written) })
    if (mode.kind === 'overwrite') {
      await deleteAll(session, written, context, (count) => {
        deleted += count
      })
    }
    context.recordStatement(`${session.place}/${written.index}`, `_bulk ${written.options['es.write.operation'] ?? 'index'}`)
    const rowCount = await sendRows(session, table, idIndex, { written, context }, (count) => {
      done += count
    })
    await refresh(session, written)
    await session.end()
    return rowCount
  } catch (error) {
    // What is written is there, and is to be seen.
    if (done + deleted > 0 && !context.signal.aborted) await refresh(session, written).catch(() => undefined)
    await session.abandon()
    if (error instanceof EngineError) throw error
    const told = remoteError(error, session.place)
    if (done + deleted === 0) throw told
    const gone = deleted === 0 ? '' : `, ${deleted} of before are deleted`
    throw new CausewayError(told.kind, `${told.message}: ${done} rows are written${gone}, and the server takes nothing back`, {
      ...(told.hint === undefined ? {} : { hint: told.hint }),
      cause: told,
    })
  }
}

/** Rows without an id where there has to be one are refused before the first is written. */
async function keepRows({ columns }: TableDefinition, sql: string, idIndex: number, context: RemoteContext): Promise<void> {
  const names = columns.map((_, index) => `c${index}`)
  await context.engine.request({
    kind: 'execute',
    sql: `CREATE OR REPLACE TEMP TABLE ${ROWS} AS SELECT * FROM (${sql}) AS row_values(${names.join(', ')})`,
  })
  const column = columns[idIndex]
  // A column _id leaves it to the server where it is NULL.
  if (column === undefined || column.name === ID_COLUMN) return
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT count(*) FROM ${ROWS} WHERE c${idIndex} IS NULL`,
    columns: [{ name: 'without', type: 'bigint' }],
    rowsMax: 1,
    bytesMax: 1000,
  })
  const [without = 0]: readonly number[] = JSON.parse(rowsJson[0] ?? '[]')
  if (without > 0) throw new CausewayError('sql-semantics', `${without} rows have no id: the column ${column.name} is NULL in them`)
}

async function sendRows(
  session: CssSession,
  { columns }: TableDefinition,
  idIndex: number,
  { written, context }: { readonly written: WrittenTable; readonly context: RemoteContext },
  done: (count: number) => void,
): Promise<number> {
  const typed = columns.map(({ name, type }) => ({ name, type: parseSparkType(type) }))
  const operation = written.options['es.write.operation'] ?? 'index'
  const itemOf = (row: string): BulkItem => {
    const cells = jsonCells(row)
    const id = cells[idIndex] ?? 'null'
    const shown = typed.map((column, index) => (column.name === ID_COLUMN ? 'null' : (cells[index] ?? 'null')))
    const document = documentText(shown, typed)
    const about = id === 'null' ? {} : { _id: cellText(id) }
    const isUpdate = operation === 'update' || operation === 'upsert'
    const action = JSON.stringify({ [isUpdate ? 'update' : operation]: about })
    const body = isUpdate ? `{"doc":${document}${operation === 'upsert' ? ',"doc_as_upsert":true' : ''}}` : document
    return { lines: `${action}\n${body}\n` }
  }
  const request = { sql: `SELECT * FROM ${ROWS}`, columnCount: columns.length, batchesMax: BATCHES_MAX, rowLengthMax: ROW_LENGTH_MAX }
  let failure: unknown
  let sending: Promise<void> = Promise.resolve()
  const { rowCount } = await context.exportRows(request, (bytes) => {
    sending = sending.then(async () => {
      if (failure !== undefined) return
      try {
        const rows = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n').slice(0, -1)
        await sendBulk(session, rows.map(itemOf), { written, signal: context.signal, done })
      } catch (error) {
        failure = error
      }
    })
    return sending
  })
  await sending
  if (failure !== undefined) throw failure
  return rowCount
}

/** The documents that are rows of the table. */
async function deleteAll(session: CssSession, written: WrittenTable, context: RemoteContext, done: (count: number) => void): Promise<void> {
  context.recordStatement(
    `${session.place}/${written.index}`,
    `_search, _bulk delete ${JSON.stringify(written.query ?? { match_all: {} })}`,
  )
  try {
    // What was written a moment ago is not found before.
    await session.ask({ method: 'POST', path: `${indexPath(written)}/_refresh` })
    const view = await openView(session, written)
    try {
      const search = { query: written.query ?? { match_all: {} }, fields: undefined, limit: undefined, slice: undefined }
      for await (const { hits } of searchPages(session, view, search, written)) {
        const items = hits.map(({ id, routing }): BulkItem => {
          const about = { _id: id, ...(routing === undefined ? {} : { routing }) }
          return { lines: `${JSON.stringify({ delete: about })}\n`, mayBeMissing: true }
        })
        await sendBulk(session, items, { written, signal: context.signal, done })
      }
    } finally {
      if (view.kind === 'point-in-time') await view.close()
    }
  } catch (error) {
    // The first rows make the index.
    if (!(error instanceof CssError) || error.status !== 404 || error.type !== 'index_not_found_exception') throw error
  }
}

/** So that the next statement sees the rows. Who may write need not be allowed to. */
async function refresh(session: CssSession, written: WrittenTable): Promise<void> {
  if (written.options['es.batch.write.refresh'] === false) return
  try {
    await session.ask({ method: 'POST', path: `${indexPath(written)}/_refresh` })
  } catch (error) {
    if (!(error instanceof CssError) || (error.status !== 403 && error.status !== 404)) throw error
  }
}
