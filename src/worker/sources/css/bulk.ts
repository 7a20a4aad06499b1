import { setTimeout as pause } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import type { CssSession } from './connect.ts'
import { notCss } from './http-session.ts'
import type { WrittenTable } from './read-source.ts'
import { causeOf } from './remote-error.ts'
import { resourcePath } from './search-paths.ts'

/** Lines of one item of a bulk request: what is to be done, and a document where there is one. */
export interface BulkItem {
  readonly lines: string
  /** Its answer may be that the document is not there. */
  readonly mayBeMissing?: true
}

interface Sending {
  readonly written: WrittenTable
  readonly signal: AbortSignal
  /** Told of each part of the items that has been done. */
  readonly done: (count: number) => void
}

const ENTRIES_MAX = 1000
const BYTES_MAX = 1 << 20
const ANSWER_BYTES_MAX = 32 << 20
const RETRIES = 3
const RETRY_MS = 10_000
const BUSY = 429
const NOT_FOUND = 404

/** Sends items in their order, as many at once as the table says. @throws CausewayError, CssError */
export async function sendBulk(session: CssSession, items: readonly BulkItem[], { written, signal, done }: Sending): Promise<void> {
  const { 'batch.size.entries': entriesMax = ENTRIES_MAX, 'batch.size.bytes': bytesMax = BYTES_MAX } = written.options
  for (let from = 0; from < items.length; ) {
    let [to, bytes] = [from, 0]
    for (; to < items.length && to - from < entriesMax; to += 1) {
      bytes += Buffer.byteLength(items[to]?.lines ?? '')
      if (bytes > bytesMax && to > from) break
    }
    await sendBatch(session, items.slice(from, to), { written, signal, done })
    from = to
  }
}

/** What the cluster was too busy for is sent again, and nothing else. */
async function sendBatch(session: CssSession, items: readonly BulkItem[], { written, signal, done }: Sending): Promise<void> {
  const { 'es.batch.write.retry.count': retries = RETRIES, 'es.batch.write.retry.wait': waitMs = RETRY_MS } = written.options
  let left = items
  for (let tries = 0; ; tries += 1) {
    const answer = await session.ask({
      method: 'POST',
      path: `${resourcePath(written, session.server)}/_bulk?filter_path=errors,items.*.status,items.*.error`,
      body: left.map(({ lines }) => lines).join(''),
      bytesMax: ANSWER_BYTES_MAX,
    })
    const results = resultsOf(answer, left.length)
    const failed = results.find(({ status }, index) => !isDone(status, left[index]) && status !== BUSY)
    const busy = left.filter((_, index) => results[index]?.status === BUSY)
    done(results.filter(({ status }, index) => isDone(status, left[index])).length)
    if (failed !== undefined) throw notWritten(failed)
    if (busy.length === 0) return
    if (tries >= retries) throw notWritten({ status: BUSY, error: undefined })
    await pause(waitMs, undefined, { signal })
    left = busy
  }
}

const isDone = (status: number, item: BulkItem | undefined): boolean =>
  (status >= 200 && status < 300) || (status === NOT_FOUND && item?.mayBeMissing === true)

interface ItemResult {
  readonly status: number
  readonly error: unknown
}

/** One for each item, in their order. */
function resultsOf(answer: unknown, count: number): readonly ItemResult[] {
  const items = isRecord(answer) ? answer['items'] : undefined
  if (!Array.isArray(items) || items.length !== count) throw notCss()
  return items.map((item: unknown) => {
    const [result]: readonly unknown[] = isRecord(item) ? Object.values(item) : []
    if (!isRecord(result) || typeof result['status'] !== 'number') throw notCss()
    return { status: result['status'], error: result['error'] }
  })
}

function notWritten({ status, error }: ItemResult): CausewayError {
  if (status === BUSY)
    return new CausewayError('remote-failure', 'The cluster has more to do than it can, and has not taken a document', {
      hint: "Write again later, or less at once: 'batch.size.entries'='100'.",
    })
  const { reason } = causeOf(error)
  const why =
    status === 409 ? 'there is one of its _id' : status === NOT_FOUND ? 'there is none of its _id' : reason || `its status is ${status}`
  return new CausewayError('remote-failure', inOneLine(`A document was not written: ${why}`), {
    hint: 'Correct it, and write the rows again that are missing.',
  })
}
