import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import type { CssSession } from './connect.ts'
import { answerOf, LongAnswer, notCss, type Question } from './http-session.ts'
import type { WrittenTable } from './read-source.ts'
import { resourcePath } from './search-paths.ts'
import { keepAliveOf, type SearchView } from './search-view.ts'
import type { Query } from './user-query.ts'

/** What one part of a reading asks for. */
export interface Search {
  readonly query: Query
  /** Names of fields; undefined: none. Whole documents have every digit of their numbers: of a part of one the server makes doubles. */
  readonly fields: readonly string[] | 'whole' | undefined
  /** So many documents are enough. */
  readonly limit: number | undefined
  /** One of several parts. */
  readonly slice: { readonly id: number; readonly max: number } | undefined
}

export interface Page {
  /** The answer of the server. */
  readonly bytes: Buffer
  readonly hits: readonly Hit[]
}

interface Hit {
  readonly id: string
  readonly routing: string | undefined
}

const PAGE_BYTES_MAX = 32 << 20
/** About so much is asked for at once. */
const PAGE_BYTES = 4 << 20
const FIRST_SIZE = 500
const SIZE_MAX = 10_000
const SIZE_MIN = 16
const SCROLL_SIZE = 1000
const NEEDED = 'pit_id,_scroll_id,timed_out,_shards.failed,hits.hits._id,hits.hits._routing,hits.hits._source,hits.hits.sort'

const bodyOf = ({ query, fields, slice }: Search): Readonly<Record<string, unknown>> => ({
  query,
  _source: fields === 'whole' ? true : (fields ?? false),
  ...(slice === undefined ? {} : { slice }),
})

/** The body of a search, as it is shown. */
export const shownSearch = (search: Search): string => {
  const { limit } = search
  return JSON.stringify({ ...(limit === undefined ? {} : { size: limit }), ...bodyOf(search) })
}

/** The pages of what is searched for, the next one asked for while one is used. @throws CssError, LongAnswer, CausewayError */
export async function* searchPages(session: CssSession, view: SearchView, search: Search, written: WrittenTable): AsyncGenerator<Page> {
  const source = view.kind === 'scrolls' ? scrolled(session, search, written) : fromPointInTime(session, view, search, written)
  let left = search.limit ?? Number.POSITIVE_INFINITY
  for await (const page of ahead(source)) {
    const hits = page.hits.slice(0, left)
    left -= hits.length
    if (hits.length > 0) yield { ...page, hits }
    if (left <= 0) return
  }
}

/** Asks for the next before the last is used up. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = source.next()
    for (;;) {
      const { value, done } = await next
      if (done === true) return
      next = source.next()
      // Whoever stops here does not wait for it.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await source.return(undefined).catch(() => undefined)
  }
}

type PointInTime = Extract<SearchView, { kind: 'point-in-time' }>

async function* fromPointInTime(session: CssSession, view: PointInTime, search: Search, written: WrittenTable): AsyncGenerator<Page> {
  let sizeMax = written.options['es.scroll.size'] ?? SIZE_MAX
  let left = search.limit ?? Number.POSITIVE_INFINITY
  let size = Math.min(FIRST_SIZE, sizeMax, left)
  let after: readonly unknown[] | undefined
  while (left > 0) {
    const body = {
      ...bodyOf(search),
      size,
      pit: { id: view.id, keep_alive: keepAliveOf(written) },
      sort: [view.sort],
      track_total_hits: false,
      ...(after === undefined ? {} : { search_after: after }),
    }
    let bytes: Buffer
    try {
      bytes = await session.askBytes({ ...searchOf('/_search', search), body: JSON.stringify(body), bytesMax: PAGE_BYTES_MAX })
    } catch (error) {
      if (!(error instanceof LongAnswer) || size === 1) throw longAnswer(error)
      sizeMax = Math.ceil(size / 4)
      size = sizeMax
      continue
    }
    const { hits, sorts } = readAnswer(bytes)
    const isLast = hits.length < size
    const used = isLast || hits.length >= left ? hits.length : usable(sorts, view.sort)
    if (used > 0) {
      yield { bytes, hits: hits.slice(0, used) }
      left -= used
      if (isLast) return
      const last = sorts[used - 1]
      if (last === undefined || !isBehind(last, after)) throw notCss()
      after = last
      size = Math.max(SIZE_MIN, Math.floor(PAGE_BYTES / Math.max(1, bytes.length / hits.length)))
    } else if (isLast) return
    else if (size < sizeMax) size *= 4
    else throw manyShards()
    size = Math.min(size, sizeMax)
  }
}

/** A server that gives the same documents again would never come to an end. */
const isBehind = ([place]: readonly unknown[], after: readonly unknown[] | undefined): boolean =>
  typeof place === 'number' && (after === undefined || place > Number(after[0]))

/**
 * How many of the hits of a full page are used. Documents of several shards have the same number, and only some of them may be on the page: those of the last number
 * come again with the next one.
 */
function usable(sorts: readonly (readonly unknown[] | undefined)[], sort: PointInTime['sort']): number {
  if (sort === '_shard_doc') return sorts.length
  const last = JSON.stringify(sorts.at(-1))
  let used = sorts.length
  while (used > 0 && JSON.stringify(sorts[used - 1]) === last) used -= 1
  return used
}

const manyShards = (): CausewayError =>
  new CausewayError('not-supported', 'The index has more shards than documents come at once', {
    hint: "Let more of them come: 'es.scroll.size'='10000'.",
  })

async function* scrolled(session: CssSession, search: Search, written: WrittenTable): AsyncGenerator<Page> {
  const keepAlive = keepAliveOf(written)
  const size = Math.min(written.options['es.scroll.size'] ?? SCROLL_SIZE, search.limit ?? SIZE_MAX)
  const first = {
    ...searchOf(`${resourcePath(written, session.server)}/_search?scroll=${keepAlive}`, search),
    body: JSON.stringify({ ...bodyOf(search), size, sort: ['_doc'] }),
    bytesMax: PAGE_BYTES_MAX,
  }
  let left = search.limit ?? Number.POSITIVE_INFINITY
  let page: ScrolledPage | undefined
  try {
    page = await session.open(first, readScrolled)
    while (page.hits.length > 0) {
      yield page
      left -= page.hits.length
      if (left <= 0) return
      const { scroll, forget }: ScrolledPage = page
      if (scroll === undefined || forget === undefined) throw notCss()
      const next = { ...searchOf('/_search/scroll', search), body: JSON.stringify({ scroll: keepAlive, scroll_id: scroll }) }
      const read = readScrolled(await session.askBytes({ ...next, bytesMax: PAGE_BYTES_MAX }))
      if (read.forget === undefined || read.scroll === scroll) page = { ...read, scroll, forget }
      else {
        page = read
        session.keepsInstead(forget, read.forget)
      }
    }
  } catch (error) {
    throw longAnswer(error)
  } finally {
    if (page?.forget !== undefined) await session.forget(page.forget)
  }
}

interface ScrolledPage extends Page {
  readonly scroll: string | undefined
  readonly forget: Question | undefined
}

/** @throws CausewayError */
function readScrolled(bytes: Buffer): ScrolledPage {
  const { scroll, hits } = readAnswer(bytes)
  const forget =
    scroll === undefined
      ? undefined
      : ({ method: 'DELETE', path: '/_search/scroll', body: JSON.stringify({ scroll_id: [scroll] }) } as const)
  return { bytes, hits, scroll, forget }
}

/** To leave out a part of an answer the server looks into its documents. */
function searchOf(path: string, { fields }: Search): Pick<Question, 'method' | 'path'> {
  const filter = `${path.includes('?') ? '&' : '?'}filter_path=${NEEDED}`
  return { method: 'POST', path: fields === 'whole' ? path : `${path}${filter}` }
}

const longAnswer = (error: unknown): unknown =>
  error instanceof LongAnswer
    ? new CausewayError('not-supported', `The documents of an answer are longer than ${PAGE_BYTES_MAX >> 20} MiB`, {
        hint: "Let fewer come at once: 'es.scroll.size'='100'.",
      })
    : error

interface Answer {
  readonly scroll: string | undefined
  readonly hits: readonly Hit[]
  readonly sorts: readonly (readonly unknown[] | undefined)[]
}

/** @throws CausewayError for an answer that is none, or is of a part of the shards */
function readAnswer(bytes: Buffer): Answer {
  const answer = answerOf(bytes)
  if (!isRecord(answer)) throw notCss()
  checkWhole(answer)
  const { _scroll_id: scroll, hits: outer } = answer
  const found = isRecord(outer) ? outer['hits'] : []
  if (!Array.isArray(found)) throw notCss()
  const all: readonly unknown[] = found
  return {
    scroll: typeof scroll === 'string' ? scroll : undefined,
    hits: all.map((hit) => {
      const { _id: id, _routing: routing }: Readonly<Record<string, unknown>> = isRecord(hit) ? hit : {}
      if (typeof id !== 'string') throw notCss()
      return { id, routing: typeof routing === 'string' ? routing : undefined }
    }),
    sorts: all.map((hit) => (isRecord(hit) && Array.isArray(hit['sort']) ? hit['sort'] : undefined)),
  }
}

/** @throws CausewayError where documents may be missing */
export function checkWhole({ timed_out: timedOut, _shards: shards }: Readonly<Record<string, unknown>>): void {
  const failed = isRecord(shards) ? shards['failed'] : undefined
  if (typeof failed !== 'number') throw notCss()
  if (timedOut !== true && failed === 0) return
  throw new CausewayError(
    'remote-failure',
    `The cluster has answered for a part of its shards only${timedOut === true ? ', for its time was over' : ''}`,
    {
      hint: 'See there what has become of them, and run the statement again.',
    },
  )
}
