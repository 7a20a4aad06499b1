import { isRecord } from '../../../base/fields.ts'
import type { CssSession } from './connect.ts'
import { notCss } from './http-session.ts'
import type { WrittenTable } from './read-source.ts'
import { checkWhole } from './search-pages.ts'
import { resourcePath } from './search-paths.ts'
import type { Query } from './user-query.ts'

export interface IndexSize {
  /** Documents that are looked for. */
  readonly count: number
  readonly shards: number
}

/** @throws CssError, CausewayError where documents may be missing */
export async function countOf(session: CssSession, query: Query, written: WrittenTable): Promise<IndexSize> {
  const path = `${resourcePath(written, session.server)}/_count`
  const answer = await session.ask({ method: 'POST', path, body: JSON.stringify({ query }) })
  if (!isRecord(answer)) throw notCss()
  checkWhole(answer)
  const { count, _shards: shards } = answer
  const { total }: Readonly<Record<string, unknown>> = isRecord(shards) ? shards : {}
  if (!Number.isSafeInteger(count) || Number(count) < 0) throw notCss()
  return { count: Number(count), shards: typeof total === 'number' ? total : 1 }
}
