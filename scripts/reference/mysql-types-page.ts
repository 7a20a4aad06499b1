import { mysqlDialect } from '../../src/worker/sources/mysql/dialect.ts'
import type { ColumnDefinition } from '../../src/worker/sources/mysql/protocol/column-definition.ts'
import { remoteType } from '../../src/worker/sources/mysql/remote-type.ts'
import { whereAsked } from './where-asked.ts'

const SETTINGS = { zeroDates: 'refused', tinyInt1IsBit: true, yearIsDate: true } as const
const UNSIGNED = { flags: 32 }
const TEXT = { collation: 45 }

/** As a server tells them of a column's answer. */
const COLUMNS: readonly (readonly [declared: string, column: Partial<ColumnDefinition> & Pick<ColumnDefinition, 'type'>])[] = [
  ['`tinyint(1)`, `boolean`', { type: 1, length: 1 }],
  ['`tinyint`', { type: 1, length: 4 }],
  ['`tinyint unsigned`', { type: 1, length: 3, ...UNSIGNED }],
  ['`smallint`, and `unsigned`', { type: 2 }],
  ['`mediumint`', { type: 9 }],
  ['`mediumint unsigned`', { type: 9, ...UNSIGNED }],
  ['`int`', { type: 3 }],
  ['`int unsigned`', { type: 3, ...UNSIGNED }],
  ['`bigint`', { type: 8 }],
  ['`bigint unsigned`', { type: 8, ...UNSIGNED }],
  ['`decimal(10,2)`', { type: 246, length: 12, decimals: 2 }],
  ['`decimal(65,30)`', { type: 246, length: 67, decimals: 30 }],
  ['`float`', { type: 4, decimals: 31 }],
  ['`double`', { type: 5, decimals: 31 }],
  ['`double(10,2)`', { type: 5, decimals: 2 }],
  ['`bit(1)`', { type: 16, length: 1, ...UNSIGNED }],
  ['`bit(8)`', { type: 16, length: 8, ...UNSIGNED }],
  ['`date`', { type: 10 }],
  ['`datetime`', { type: 12 }],
  ['`timestamp`', { type: 7 }],
  ['`time`', { type: 11 }],
  ['`year`', { type: 13 }],
  ['`char(n)`, `varchar(n)`, `text` of every size, `enum`, `set`', { type: 253, length: 80, ...TEXT }],
  ['`json` of MariaDB, `uuid`, `inet6`', { type: 252, length: 80, ...TEXT }],
  ['`json` of MySQL', { type: 245 }],
  ['`binary(n)`, `varbinary(n)`, `blob` of every size', { type: 252 }],
  ['`geometry` and its kin', { type: 255 }],
]

/** docs/reference/mysql-types.md */
export function mysqlTypesPage(): string {
  return `# Types of MySQL and MariaDB

Made from \`src/worker/sources/mysql/remote-type.ts\` and \`dialect.ts\` by \`npm run generate\`.

Each type has one type here, that of Spark 3.3.1's JDBC source with MySQL's driver. No type is refused.

**A value is compared as the type here compares it**, whether the condition is asked of the database or looked at here: texts by their characters, with regard to case, accents and spaces at the end, whatever
the collation there. Where a condition is asked:

- *there*: the database decides it, and nothing is looked at again;
- *both*: the database leaves out what surely is not wanted, and the rest is looked at here;
- *here*: the database is not asked.

| MySQL | here | \`=\`, \`IN\` | \`<>\` | \`<\`, \`>\`, \`BETWEEN\` | \`LIKE 'a%'\` | \`IS NULL\` |
|---|---|---|---|---|---|---|
${COLUMNS.map(line).join('\n')}

- \`tinyint(1)\` is true where it is -1 or above 0, as the driver has it; with \`tinyInt1isBit=false\` in the URL it is an \`int\`, and so is a \`year\` with \`yearIsDateType=false\`. A \`year\` is its first day; 0000, as the driver has it, that of 2000.
- \`bit(n)\` is the number of its bits; \`bit(64)\` one with a sign. MySQL's driver 5.1 has it so, and 8.0 makes it a boolean.
- \`time\` is on 1970-01-01, with its fraction. One that is no time of a day, negative or of 24 hours and more, stops the statement and names the column.
- \`timestamp\` is the instant that it is, in UTC, whatever the time zone of the server; \`datetime\` is read as it stands.
- \`float\` has the six digits that the server writes.
- A decimal has at most 38 digits. A value that has more stops the statement and names the column.
- \`0000-00-00\` stops the statement and names the column, where its value is read; with \`zeroDateTimeBehavior=CONVERT_TO_NULL\` in the URL it is NULL, with \`ROUND\` it is 0001-01-01, and conditions find it so. A
  date whose month or day alone is 00 stops the statement.
- A \`geometry\` is its bytes as the server keeps them: four of the SRID, and WKB.
- Texts come in UTF-8, from whatever character set; a database that refuses a condition for characters that a column's set has not is asked again without it. A \`char(n)\` has no spaces at its end.
- Invisible columns are not there; generated ones are read, and take no values.
- A table keeps the types with which it was made. A column that was a string then is read as a text, whatever it is now.
- Values are written in strict mode: one that does not fit fails, and no row is written. Digits behind the point that have no place are rounded, in decimals and in fractions of seconds, as MySQL does, in MariaDB (from 10.4 on) too. NaN and
  infinities fail.
`
}

function line([declared, column]: (typeof COLUMNS)[number]): string {
  const { type } = remoteType({ name: 'c', flags: 0, collation: 63, length: 0, decimals: 0, ...column }, SETTINGS)
  const { equality, difference, order, prefix, nullness } = mysqlDialect.rules[type.comparable.type]
  const asked = [equality, difference, order, type.sparkType === 'string' ? prefix : undefined, nullness].map(whereAsked)
  return `| ${declared} | \`${type.sparkType}\` | ${asked.join(' | ')} |`
}
