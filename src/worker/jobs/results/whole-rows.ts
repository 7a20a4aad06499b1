import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { uniqueNames } from '../../../base/unique-names.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import { KEEP_RESULT, RESULT_FILE } from '../../../protocol/result-files.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import type { JobContext } from '../job-context.ts'
import { PREVIEW_BYTES_MAX } from './kept-rows.ts'
import type { ResultSink } from './result-sink.ts'
import { withoutVoid } from './without-void.ts'

const LOOK_EVERY_MS = 250
/** Others of the project may keep rows at the same time. */
const ASK_EVERY_BYTES = 64 << 20
const INTERRUPT_AGAIN_MS = 20

/** Keeps every row in a file, and the first as for any job. The query runs once: the first are read from the file. */
export const wholeRows: ResultSink = async (query, context) => {
  const { folder, bytesMax } = await context.call({ kind: 'stage-result' })
  const path = join(folder, RESULT_FILE)
  context.showPathAs(path, 'the file of the result')
  const names = uniqueNames(query.columns.map(({ name }) => name)).map(quoteName)
  const copy = `COPY (SELECT * FROM (${withoutVoid(query)}) AS result_rows(${names.join(', ')})) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy)`
  const { rowCount } = await withinBytes(path, bytesMax, context, () => context.engine.request({ kind: 'execute', sql: copy }))
  await context.call({ kind: 'keep-result' })
  const first = await context.engine.request({
    kind: 'query',
    sql: `SELECT * FROM read_parquet(${quoteText(path)}) LIMIT ${PREVIEW_ROWS_MAX}`,
    columns: query.columns,
    rowsMax: PREVIEW_ROWS_MAX,
    bytesMax: PREVIEW_BYTES_MAX,
  })
  return { columns: [...query.columns], rowsJson: [...first.rowsJson], rowCount }
}

/** Interrupts the engine when the file grows beyond what may be kept. */
async function withinBytes<T>(path: string, room: number, context: JobContext, write: () => Promise<T>): Promise<T> {
  let bytesMax = room
  let askAt = ASK_EVERY_BYTES
  let tooLarge: CausewayError | undefined
  let interrupting: NodeJS.Timeout | undefined
  let isWritten = false
  const look = async (): Promise<void> => {
    const bytes = (await stat(path).catch(() => undefined))?.size ?? 0
    if (bytes >= askAt) {
      askAt = bytes + ASK_EVERY_BYTES
      bytesMax = (await context.call({ kind: 'ask-result-room' }).catch(() => undefined))?.bytesMax ?? bytesMax
    }
    if (bytes <= bytesMax) return
    tooLarge ??= new CausewayError('limit-exceeded', `The result takes more than the ${bytesMax} bytes that the project may still keep`, {
      hint: `Wait until older results are gone (24 hours), or leave ${KEEP_RESULT} out and write the rows into a table or a bucket.`,
    })
    // A look that was under way when the statement ended would interrupt those of later jobs.
    if (!isWritten) interrupting ??= setInterval(() => context.engine.interrupt(), INTERRUPT_AGAIN_MS)
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS)
  try {
    const written = await write().finally(() => {
      isWritten = true
    })
    await look()
    if (tooLarge !== undefined) throw tooLarge
    return written
  } catch (error) {
    throw tooLarge ?? error
  } finally {
    clearInterval(looking)
    clearInterval(interrupting)
  }
}
