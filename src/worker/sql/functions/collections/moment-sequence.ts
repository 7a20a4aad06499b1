import { isMonths } from '../../../../base/spark-type.ts'
import { type Bound, TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { castBound } from '../operators/cast.ts'
import { isDays } from '../operators/interval.ts'
import type { Made } from '../operators/made.ts'
import { unified } from '../operators/unify.ts'

/** sequence of dates or timestamps: forwards or backwards, of days where no step is given. */
export function momentSequence(first: Bound, last: Bound, step: Bound | undefined): Made {
  const { type, values } = unified([first, last], 'sequence')
  const [start, stop] = values
  if (start === undefined || stop === undefined) throw semanticError('sequence takes a start and a stop')
  if (step !== undefined && step.type.kind !== 'interval')
    throw semanticError("sequence's step of dates is an interval of months, or of days and times")
  const from = castBound(start, TIMESTAMP).sql
  const to = castBound(stop, TIMESTAMP).sql
  const made = template`${stepped(from, to, step, type.kind === 'date')}`
  const sql = type.kind === 'date' ? template`list_transform(${made}, lambda e: CAST(e AS DATE))` : made
  return { sql, type: { kind: 'array', element: type } }
}

function stepped(from: Sql, to: Sql, step: Bound | undefined, isDate: boolean): Sql {
  if (step === undefined) return template`sp_moment_list(${from}, ${to}, CASE WHEN ${from} <= ${to} THEN 86400000000 ELSE -86400000000 END)`
  if (step.type.kind === 'interval' && isMonths(step.type)) return template`sp_monthly_moment_list(${from}, ${to}, ${step.sql})`
  if (isDate && !isDays(step.type)) throw semanticError(`sequence of dates has no step of ${step.name}`, 'Step by days or by months.')
  return template`sp_moment_list(${from}, ${to}, ${step.sql})`
}
