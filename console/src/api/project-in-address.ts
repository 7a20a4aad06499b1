const NAME = 'project'

/** The project that an address names; undefined: none. */
export const projectInAddress = (search: string = location.search): string | undefined => new URLSearchParams(search).get(NAME) ?? undefined

/** A search that names the project, behind all else: who is sent the address sees the same one. */
export function withProject(search: URLSearchParams, id: string | undefined): string {
  search.delete(NAME)
  if (id !== undefined) search.set(NAME, id)
  return search.size === 0 ? '' : `?${search}`
}

/** The parameters of an address that are a page's own. */
export function withoutProject(text: string): URLSearchParams {
  const search = new URLSearchParams(text)
  search.delete(NAME)
  return search
}
