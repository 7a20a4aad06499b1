import type { ServerVersion } from './connect.ts'
import type { WrittenTable } from './read-source.ts'

const encoded = (name: string): string => encodeURIComponent(name)

export const indexPath = ({ index }: Pick<WrittenTable, 'index'>): string => `/${encoded(index)}`

/** With the type, where servers have them. */
export const resourcePath = (written: Pick<WrittenTable, 'index' | 'type'>, { isOpenSearch, major }: ServerVersion): string =>
  written.type === undefined || isOpenSearch || major >= 7 ? indexPath(written) : `${indexPath(written)}/${encoded(written.type)}`

/** How a server keeps one state of an index while it is read; undefined: it does not. */
export function pointInTime({
  isOpenSearch,
  major,
  minor,
}: ServerVersion): { readonly path: string; readonly sort: '_doc' | '_shard_doc' } | undefined {
  if (isOpenSearch) return major > 2 || (major === 2 && minor >= 4) ? { path: '/_search/point_in_time', sort: '_doc' } : undefined
  // Earlier ones have no order of documents that goes over shards.
  return major > 7 || (major === 7 && minor >= 12) ? { path: '/_pit', sort: '_shard_doc' } : undefined
}
