import { parseSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { STRING } from '../bound/bound.ts'
import { text, volatile } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { semanticError } from '../syntax-error.ts'
import { type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
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

export const SESSION_FUNCTIONS: readonly SqlFunction[] = [
  constant('current_database', (environment) => environment.currentDatabase, 'current_database()'),
  constant('current_schema', (environment) => environment.currentDatabase, 'current_schema()'),
  constant('current_user user session_user', (environment) => environment.userName, 'current_user()'),
  constant('current_catalog', () => 'spark_catalog', 'current_catalog()'),
  scalar('uuid', [], 'string', () => volatile(text('CAST(uuid() AS VARCHAR)'))),
  scalar('typeof', ['any'], 'string', (_sqls, [value]) => text(quoteString(value === undefined ? 'void' : sparkTypeName(value.type)))),
  scalar('assert_true', ['boolean'], 'void', "(CASE WHEN $1 THEN NULL ELSE error('assert_true: the condition is not true') END)"),
  ...['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp'].map((name) =>
    castCall(name, name),
  ),
  castCall('decimal', 'decimal(10,0)'),
]
