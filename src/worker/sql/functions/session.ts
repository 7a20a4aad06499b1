import { parseSparkType, shownTypeName } from '../../../base/spark-type.ts'
import { SPARK_VERSION } from '../../../base/spark-version.ts'
import { BOOLEAN, STRING, VOID } from '../bound/bound.ts'
import { template, text, volatile } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { semanticError } from '../syntax-error.ts'
import { custom } from './custom-function.ts'
import { coerce, type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
import { castBound } from './operators/cast.ts'

const constant = (
  names: string,
  value: (environment: { readonly userName: string; readonly currentDatabase: string }) => string,
  printed: string,
): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 0,
  argumentsMax: 0,
  emit: (_values, call) => ({ sql: text(quoteString(value(call.environment))), type: STRING, name: printed }),
})

/** int(x), string(x) …: a cast under the type's name. */
const castCall = (name: string, typeName: string): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value]) => {
    const type = parseSparkType(typeName)
    if (value === undefined) throw semanticError(`${name} takes a value`)
    return { sql: castBound(value, type).sql, type, name: value.name }
  },
})

/** What Spark says of itself: its version, and the revision that it was built from. */
const VERSION_AND_REVISION = `${SPARK_VERSION} fbbcf9434ac070dd4ced4fb9efe32899c6db12a9`

/** A condition that is longer is not told: one within another would be written twice as long each time. */
const MESSAGE_LENGTH_MAX = 200

/** NULL, or the end of the job, with a text that says what is not true. */
const assertTrue = custom('assert_true', 1, 2, ([condition, message], call) => {
  if (condition?.type.kind !== 'boolean' && condition?.type.kind !== 'void')
    throw semanticError(`assert_true takes a condition; ${condition?.name ?? 'nothing'} is ${condition?.type.kind ?? 'missing'}`)
  const told = message === undefined ? undefined : template`coalesce(${coerce(message, 'string', call.name, 1)}, 'null')`
  const written = `'${asExpression(condition.name)}' is not true!`
  return {
    sql: template`(CASE WHEN ${castBound(condition, BOOLEAN)} THEN NULL ELSE error(${told ?? quoteString(written.length > MESSAGE_LENGTH_MAX ? 'The condition of assert_true is not true' : written)}) END)`,
    type: VOID,
    ...(message === undefined ? { name: `assert_true(${condition.name}, ${written})` } : {}),
  }
})

/** As Spark writes an expression where it has not made a column's name of it. */
const asExpression = (name: string): string =>
  name === 'NULL'
    ? 'null'
    : name.replaceAll(/\bCAST\(/g, 'cast(').replaceAll(/ AS ([A-Z]+)\)/g, (_, type: string) => ` as ${type.toLowerCase()})`)

export const SESSION_FUNCTIONS: readonly SqlFunction[] = [
  constant('current_database', (environment) => environment.currentDatabase, 'current_database()'),
  constant('current_schema', (environment) => environment.currentDatabase, 'current_schema()'),
  constant('current_user user session_user', (environment) => environment.userName, 'current_user()'),
  constant('current_catalog', () => 'spark_catalog', 'current_catalog()'),
  scalar('uuid', [], 'string', () => volatile(text('CAST(uuid() AS VARCHAR)'))),
  scalar('typeof', ['any'], 'string', (_sqls, [value]) => text(quoteString(value === undefined ? 'void' : shownTypeName(value.type)))),
  constant('version', () => VERSION_AND_REVISION, 'version()'),
  scalar('raise_error', ['string'], 'void', "error(coalesce($1, 'null'))"),
  assertTrue,
  ...['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp'].map((name) =>
    castCall(name, name),
  ),
  castCall('decimal', 'decimal(10,0)'),
]
