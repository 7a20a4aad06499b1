import { CausewayError } from '../../base/errors.ts'
import type { TableSource } from '../../protocol/table-definition.ts'
import { filesSource } from './files/source.ts'
import { postgresSource } from './postgres/source.ts'
import type { Source } from './source.ts'

/** The source that serves a table. @throws CausewayError not-supported for a database that none serves. */
export function sourceFor(source: TableSource): Source {
  switch (source.kind) {
    case 'managed':
    case 'files':
      return filesSource
    case 'jdbc':
      return jdbcSource(source.url)
  }
}

function jdbcSource(url: string): Source {
  const [, database = ''] = /^jdbc:([a-z0-9+.-]+):/i.exec(url) ?? []
  if (database.toLowerCase() === 'postgresql') return postgresSource
  if (database === '') {
    throw new CausewayError('invalid-parameter', 'The option url is not a JDBC URL', {
      hint: "Write 'url'='jdbc:postgresql://host:5432/database'",
    })
  }
  throw new CausewayError('not-supported', `Tables of ${database} databases are not supported`, {
    hint: 'Supported are PostgreSQL databases: jdbc:postgresql://host:5432/database',
  })
}
