import { type Proved, readProved } from '../../compat/support/proved.ts'
import type { Protocol } from '../../src/server/api/answers/error-table.ts'
import { bytesText, DEFAULT_BODY } from '../../src/server/api/input/body-limit.ts'
import type { Operation } from '../../src/server/api/operation.ts'
import { unservedOperations } from '../../src/server/api/unserved/unserved-operations.ts'
import { type ParameterRow, parameterRows } from './schema-text.ts'

const TITLES: Readonly<Record<Protocol, string>> = {
  dli: 'Data Lake Insight',
  iam: 'Identity and Access Management',
  vpc: 'Virtual Private Cloud',
  causeway: 'Causeway',
}
const ACCESS = {
  public: 'anybody',
  user: 'any user',
  project: 'who may use the project',
} as const

/** docs/reference/operations.md */
export function operationsPage(operations: readonly Operation[]): string {
  const proved = readProved()
  const sections = (['dli', 'iam', 'vpc', 'causeway'] as const).map((protocol) => {
    const own = operations.filter((operation) => operation.protocol === protocol)
    return [`## ${TITLES[protocol]}`, '', overview(own, proved), '', ...own.map(details)].join('\n')
  })
  return [HEAD, ...sections, notServed()].join('\n')
}

const HEAD = `# Operations

Generated from the operations table in src/server/api/operations.ts by \`npm run generate\`.

Every call that this server answers. In DLI paths \`/v1\` and \`/v1.0\` are the same, and so are \`/v2\` and \`/v2.0\`; a slash at the end changes nothing. A query
parameter may be written with hyphens or with underscores. Numbers and booleans may be strings, and unknown fields are ignored, but not a body that has no other. A body has at most
${bytesText(DEFAULT_BODY.bytes)} and ${DEFAULT_BODY.values} values unless its call says another limit; a query has at most 200 parameters.
Proved by: the clients of the vendor's whose last recorded run (\`npm run compat -- <client> --record\`) had the call carried out, and took its answer.
Calls for a user or a project need a token in \`X-Auth-Token\` or a signature in \`Authorization\` (SDK-HMAC-SHA256, SDK-HMAC-SM3, or V11-HMAC-SHA256 with a derived key). Errors: [errors.md](errors.md).
`

function notServed(): string {
  const rows = unservedOperations.map(({ method, path, instead }) => `| ${method} | \`${path}\` | ${instead} |`)
  return ['## Not served yet', '', NOT_SERVED, '', '| Method | Path | Instead |', '|---|---|---|', ...rows, ''].join('\n')
}

const NOT_SERVED = `Calls of the vendor's that this server refuses with 404 APIGW.0101, naming them, and what its answer says to do instead.`

function overview(operations: readonly Operation[], proved: Proved): string {
  const rows = operations.map(
    (o) => `| [${o.name}](#${anchor(o.name)}) | ${o.method} | \`${o.path}\` | ${o.status} | ${proversOf(o, proved).join(', ')} |`,
  )
  return ['| Operation | Method | Path | Status | Proved by |', '|---|---|---|---|---|', ...rows].join('\n')
}

const proversOf = ({ method, path }: Operation, proved: Proved): readonly string[] =>
  Object.entries(proved).flatMap(([client, names]) => (names.includes(`${method} ${path}`) ? [client] : []))

function details(operation: Operation): string {
  const { schemas } = operation
  const other = (operation.otherPaths ?? []).map((path) => `, also \`${path}\``).join('')
  const permission = operation.permission === '' ? '' : ` Permission: \`${operation.permission}\`.`
  const inputs = [
    ...inputRows('path', parameterRows(schemas.params)),
    ...inputRows('query', parameterRows(schemas.query)),
    ...inputRows('body', parameterRows(schemas.body)),
  ]
  const pieces = operation.reply.kind === 'stream' ? ` Answers in pieces of type \`${operation.reply.contentType}\`.` : ''
  const table = inputs.length === 0 ? [] : ['| Parameter | In | Type | Mandatory |', '|---|---|---|---|', ...inputs, '']
  return [
    `### ${operation.name}`,
    '',
    `${operation.summary}.`,
    '',
    `\`${operation.method} ${operation.path}\`${other} → ${operation.status}. For ${ACCESS[operation.access]}.${permission}${pieces}${bodyLimitText(operation)}`,
    '',
    ...table,
  ].join('\n')
}

function bodyLimitText({ schemas, bodyLimit: { bytes, values } }: Operation): string {
  if (Object.keys(schemas.body.properties).length === 0 || bytes === DEFAULT_BODY.bytes) return ''
  return ` A body has at most ${bytesText(bytes)} and ${values} values.`
}

function inputRows(part: string, rows: readonly ParameterRow[]): readonly string[] {
  return rows.map((row) => `| \`${row.name}\` | ${part} | ${row.type} | ${row.mandatory ? 'yes' : 'no'} |`)
}

const anchor = (name: string): string => name.toLowerCase().replace(/[^a-z0-9 -]/g, '')
