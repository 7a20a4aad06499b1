import { postgresDialect } from '../../src/worker/sources/postgres/dialect.ts'
import { type RemoteType, type RemoteTypeRow, remoteType, TYPE_RULES } from '../../src/worker/sources/postgres/remote-type.ts'
import { whereAsked } from './where-asked.ts'

const ANY_OTHER =
  'any other: `uuid`, `json`, `jsonb`, `xml`, `money`, `interval`, `cidr`, `macaddr`, `varbit`, `name`, ranges, geometric and text search types, enums, composite types, and those of extensions (`citext`, `hstore`, `geometry` …)'

const plainRow: RemoteTypeRow = {
  type: '',
  type_schema: 'pg_catalog',
  modifier: -1,
  deterministic: true,
  element: null,
  element_schema: null,
}

/** docs/reference/postgres-types.md */
export function postgresTypesPage(): string {
  const rows = TYPE_RULES.flatMap(({ names, examples }) => {
    const [type = ''] = names
    const shown = examples ?? [{ declared: names.join('`, `'), modifier: -1 }]
    return shown.map(({ declared, modifier }) => line(`\`${declared}\``, { ...plainRow, type, modifier }))
  })
  return `# Types of PostgreSQL

Made from \`src/worker/sources/postgres/remote-type.ts\` and \`dialect.ts\` by \`npm run generate\`.

Each type of PostgreSQL has one type here, that of Spark 3.3.1 and its JDBC driver where they have one. A domain is read as the type that it is made of. No type is refused: whatever has no type of its
own in Spark is a string, as PostgreSQL writes it.

**A value is compared as the type here compares it**, whether the condition is asked of the database or looked at here: enums and \`citext\` are texts, in the order of their characters and with regard to
case; \`char(n)\` is compared padded, as Spark compares columns of that type. Where a condition is asked:

- *there*: the database decides it, and nothing is looked at again;
- *both*: the database leaves out what surely is not wanted, and the rest is looked at here;
- *here*: the database is not asked.

| PostgreSQL | here | an array of it | \`=\`, \`IN\` | \`<>\` | \`<\`, \`>\`, \`BETWEEN\` | \`LIKE 'a%'\` | \`IS NULL\` |
|---|---|---|---|---|---|---|---|
${[...rows, line(ANY_OTHER, plainRow)].join('\n')}

- \`time\` and \`timetz\` are on 1970-01-01, \`timetz\` by its time in UTC. \`bit(n)\` are the bytes of its digits.
- A decimal has at most 38 digits; one without a precision has 18 behind the point, and is rounded to them, half away from zero.
- \`infinity\` of dates and timestamps, and a numeric that is NaN, infinite or too long, have no value in Spark. They are compared with constants, counted and asked for NULL as PostgreSQL does (dates and timestamps
  also with each other, in joins, groups and orders); where their value itself is read, the statement stops and names the column.
- An array has one dimension; \`{}\` is an empty one. Its NULLs are kept.
- Text, and so every type that is read as a string, is asked for by \`=\` and prefix only: its order is that of a collation there and that of its bytes here.
- A table keeps the types with which it was made. A column that was a string then is read as a text, whatever it is now.
- Values are written as the database reads them by its column's type: a string into a \`json\`, \`uuid\` or enum column, a timestamp in UTC into \`timestamptz\`.
`
}

function line(declared: string, row: RemoteTypeRow): string {
  const type = remoteType(row)
  const array = remoteType({ ...row, type: `_${row.type}`, element: row.type, element_schema: row.type_schema })
  const { equality, difference, order, prefix, nullness } = rulesOf(type)
  const asked = [equality, difference, order, isText(type) ? prefix : undefined, nullness].map(whereAsked)
  return `| ${declared} | \`${type.sparkType}\` | \`${array.sparkType}\` | ${asked.join(' | ')} |`
}

const rulesOf = ({ comparable }: RemoteType) => postgresDialect.rules[comparable.type]
const isText = ({ sparkType }: RemoteType): boolean => /^(?:string|char)/.test(sparkType)
