import type { SparkType } from '../../../base/spark-type.ts'
import { BOOLEAN, type Bound, DOUBLE } from '../bound/bound.ts'
import { NULL_SQL, type Sql } from '../bound/sql.ts'
import { joined, template } from '../bound/template.ts'
import { custom } from './custom-function.ts'
import { coerce, type SqlFunction, scalar } from './function-record.ts'
import { castBound } from './operators/cast.ts'
import { bindComparison, comparable } from './operators/comparison.ts'
import { extreme } from './operators/sort-key.ts'
import { asBoolean, tightestOf, unified } from './operators/unify.ts'

const nameOf = (bound: Bound | undefined): string => bound?.name ?? ''
const sqlOf = (bound: Bound | undefined): Sql => bound?.sql ?? NULL_SQL

export const CONDITIONAL_FUNCTIONS: readonly SqlFunction[] = [
  custom('coalesce', 1, 1000, (values) => {
    const { type, values: same } = unified(values, 'coalesce')
    return { sql: template`coalesce(${joined(same, ', ')})`, type }
  }),
  custom('ifnull nvl', 2, 2, (values) => {
    const { type, values: same } = unified(values, 'nvl')
    return { sql: template`coalesce(${joined(same, ', ')})`, type }
  }),
  custom('nvl2', 3, 3, ([test, ...values]) => {
    const { type, values: same } = unified(values, 'nvl2')
    return { sql: template`((CASE WHEN ${sqlOf(test)} IS NOT NULL THEN ${sqlOf(same[0])} ELSE ${sqlOf(same[1])} END))`, type }
  }),
  custom('nullif', 2, 2, ([left, right], _call) => {
    if (left === undefined || right === undefined) return { sql: NULL_SQL, type: { kind: 'void' } }
    return { sql: template`(CASE WHEN ${bindComparison('=', left, right).sql} THEN NULL ELSE ${left.sql} END)`, type: left.type }
  }),
  custom('if', 3, 3, ([test, ...values]) => {
    const { type, values: same } = unified(values, 'if')
    const condition = test === undefined ? 'NULL' : asBoolean(test, 'if').sql
    const name = `(IF(${nameOf(test)}, ${nameOf(values[0])}, ${nameOf(values[1])}))`
    // In brackets of its own: a CASE that is written is another expression to Spark, when it compares those of GROUP BY.
    return { sql: template`((CASE WHEN ${condition} THEN ${sqlOf(same[0])} ELSE ${sqlOf(same[1])} END))`, type, name }
  }),
  custom('greatest least', 2, 1000, (values, call) => {
    const type = tightestOf(values, call.name)
    comparable(type, call.name)
    const same = values.map((value) => castBound(value, type).sql)
    return { sql: extreme(call.name === 'greatest' ? 'greatest' : 'least', same, type), type }
  }),
  custom('isnull', 1, 1, ([value]) => ({ sql: template`(${sqlOf(value)} IS NULL)`, type: BOOLEAN, name: `(${nameOf(value)} IS NULL)` })),
  custom('isnotnull', 1, 1, ([value]) => ({
    sql: template`(${sqlOf(value)} IS NOT NULL)`,
    type: BOOLEAN,
    name: `(${nameOf(value)} IS NOT NULL)`,
  })),
  custom('nanvl', 2, 2, (given, call) => {
    const values = given.map((value, index) => coerce(value, 'number', call.name, index))
    const type: SparkType = values.every((value) => value.type.kind === 'float') ? { kind: 'float' } : DOUBLE
    const [left, right] = values.map((value) => castBound(value, type).sql)
    return { sql: template`(CASE WHEN isnan(${left}) THEN ${right} ELSE ${left} END)`, type }
  }),
  scalar('isnan', ['double'], 'boolean', 'coalesce(isnan($1), FALSE)'),
]
