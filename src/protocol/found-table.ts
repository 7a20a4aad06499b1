import type { DatabaseConnection } from './database-connection.ts'
import type { RemoteSource } from './table-definition.ts'

/** Where a table is that was found in the schema of a connection. Server and workers make it of the same: no worker says where a name leads. */
export function foundSource({ url, schema, authName, options }: DatabaseConnection, remoteName: string): RemoteSource {
  const mark = /^jdbc:postgresql:/i.test(url) ? '"' : '`'
  // In ClickHouse, what stands behind a backslash is a sign of its own.
  const escaped = (name: string): string => (/^jdbc:(?:clickhouse|ch):/i.test(url) ? name.replaceAll('\\', '\\\\') : name)
  const quoted = (name: string): string => `${mark}${escaped(name).replaceAll(mark, mark + mark)}${mark}`
  return {
    kind: 'jdbc',
    url,
    dbtable: `${quoted(schema)}.${quoted(remoteName)}`,
    ...(authName === undefined ? {} : { authName }),
    options: { ...options },
  }
}

const NAME_LENGTH_MAX = 128

/** What a name may not have here: rights are written by names with full stops between them, and addresses with slashes. */
export const isFindableName = (name: string): boolean =>
  name.length > 0 && name.length <= NAME_LENGTH_MAX && !/[./\p{Cc}\u2028\u2029]/u.test(name)
