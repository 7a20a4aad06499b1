/** A table of a database elsewhere, or such a database with all its tables, as the topology tells of them. */
interface TableOfCredential {
  readonly database: string
  /** '' for the database itself. */
  readonly table: string
  /** What it logs in by; undefined: by nothing that is kept. */
  readonly credential: string | undefined
}

const NAMED_MAX = 10

/**
 * What cannot be read without a credential, in words; undefined: nothing.
 * @param isCut whether there are more tables than these: that is said, too
 */
export function credentialUsers(tables: readonly TableOfCredential[], name: string, isCut: boolean): string | undefined {
  const users = usersAmong(tables, name)
  if (!isCut) return users
  const looked = `of the ${tables.length.toLocaleString('en-US')} remote tables that were looked at; there are more`
  return users === undefined ? `none ${looked}` : `${users} (${looked})`
}

function usersAmong(tables: readonly TableOfCredential[], name: string): string | undefined {
  const users = tables.filter(({ credential }) => credential === name)
  const databases = new Set(users.filter(({ table }) => table === '').map(({ database }) => database))
  // What was found in a database of all tables is one of those.
  const single = users.filter(({ database, table }) => table !== '' && !databases.has(database))
  const named = [
    ...[...databases].map((database) => `the database ${database}, with all its tables`),
    ...single.map(({ database, table }) => `${database}.${table}`),
  ]
  if (named.length === 0) return undefined
  const more = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : ''
  return `${named.slice(0, NAMED_MAX).join(', ')}${more}`
}
