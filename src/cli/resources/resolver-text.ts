import { type Fields, listOf, plain } from '../shown-fields.ts'

const words = (values: readonly unknown[]): string => values.map((value) => plain(value)).join(' ')

export function resolverText({ servers, suffixes }: Fields): string {
  const names = words(listOf(suffixes))
  if (names === '') return 'nobody is asked'
  // Those of a connection that another project lends are not told.
  const asked = words(listOf(servers))
  return `${asked === '' ? 'a server of its own project' : asked} for ${names}`
}

/** The same in a table, where who asks nobody has nothing. */
export const resolverCell = (resolver: Fields): string => (listOf(resolver['suffixes']).length === 0 ? '' : resolverText(resolver))
