import { BIGINT } from '../../bound/bound.ts'
import { joined, template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { tightestType } from '../../types/coercion.ts'
import { coerce, type ScalarFunction } from '../function-record.ts'

/** Of numbers, or of intervals of one kind. */
export const widthBucket: ScalarFunction = {
  kind: 'scalar',
  names: ['width_bucket'],
  argumentsMin: 4,
  argumentsMax: 4,
  emit: ([value, low, high, count], call) => {
    if (value === undefined || low === undefined || high === undefined || count === undefined)
      throw semanticError('width_bucket lacks an argument')
    const counted = [value, low, high].map((bound, index) => {
      if (value.type.kind !== 'interval') return coerce(bound, 'double', call.name, index).sql
      if (tightestType(value.type, bound.type) === undefined)
        throw semanticError(`width_bucket takes intervals of one kind; ${bound.name} is of another`)
      return template`CAST(${bound} AS DOUBLE)`
    })
    return { sql: template`sp_width_bucket(${joined(counted, ', ')}, ${coerce(count, 'bigint', call.name, 3)})`, type: BIGINT }
  },
}
