import type { NewTableSource } from '../new-table-source.ts'
import { semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { refuseClauses } from './refuse-clauses.ts'

const EXAMPLE = "Write OPTIONS ('host'='…', 'port'='6379', 'passwdauth'='…', 'table'='person')."
const HOST_LENGTH_MAX = 255

export function redisSource(statement: Extract<Statement, { kind: 'create-table' }>): NewTableSource {
  const { options: written } = statement
  refuseClauses(statement, 'redis', EXAMPLE)
  const host = written.get('host') ?? ''
  if (host === '' || host.length > HOST_LENGTH_MAX || /[\s%@/:,]/.test(host.replace(/^\[[0-9a-f:.]+\]$/i, '')))
    throw semanticError("A table USING redis needs the option 'host', one host without its port", EXAMPLE)
  const port = /^\d{1,5}$/.test(written.get('port')?.trim() ?? '') ? Number(written.get('port')) : 0
  if (port < 1 || port > 65_535) throw semanticError("A table USING redis needs the option 'port', 1 to 65535", EXAMPLE)
  const authName = written.get('passwdauth')
  const apart = new Set(['host', 'port', 'passwdauth'])
  const options = Object.fromEntries([...written].filter(([name]) => !apart.has(name)))
  return { kind: 'redis', host: host.replace(/^\[|\]$/g, ''), port, ...(authName === undefined ? {} : { authName }), options }
}
