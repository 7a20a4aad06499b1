import { isRecord } from '../../../base/fields.ts'
import type { CssSession } from './connect.ts'
import { answerOf, notCss } from './http-session.ts'
import type { WrittenTable } from './read-source.ts'
import { CssError } from './remote-error.ts'
import { indexPath, pointInTime } from './search-paths.ts'

/** What all parts of a reading read: one state of the indices, or, where the server keeps none, each its own. */
export type SearchView =
  | { readonly kind: 'point-in-time'; readonly id: string; readonly sort: '_doc' | '_shard_doc'; close(): Promise<void> }
  | { readonly kind: 'scrolls' }

const SCROLLS: SearchView = { kind: 'scrolls' }

export const keepAliveOf = ({ options }: Pick<WrittenTable, 'options'>): string => {
  const ms = options['es.scroll.keepalive']
  return ms === undefined ? '5m' : `${ms}ms`
}

/** @throws CssError */
export async function openView(session: CssSession, written: WrittenTable): Promise<SearchView> {
  const way = pointInTime(session.server)
  if (way === undefined) return SCROLLS
  const question = { method: 'POST', path: `${indexPath(written)}${way.path}?keep_alive=${keepAliveOf(written)}` } as const
  try {
    const { id, forget } = await session.open(question, (answer) => {
      const view = idOf(answer)
      const body = JSON.stringify(way.sort === '_doc' ? { pit_id: [view] } : { id: view })
      return { id: view, forget: { method: 'DELETE', path: way.path, body } as const }
    })
    return { kind: 'point-in-time', id, sort: way.sort, close: () => session.forget(forget) }
  } catch (error) {
    // A server without this part of it, or a user who may only search.
    if (error instanceof CssError && [400, 403, 405].includes(error.status)) return SCROLLS
    throw error
  }
}

/** @throws CausewayError */
function idOf(bytes: Buffer): string {
  const answer = answerOf(bytes)
  const { id, pit_id: named }: Readonly<Record<string, unknown>> = isRecord(answer) ? answer : {}
  const view = named ?? id
  if (typeof view !== 'string' || view === '') throw notCss()
  return view
}
