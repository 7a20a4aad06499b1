/** format_number, with how many digits are behind the point, or by a pattern of Java's DecimalFormat. */
import { numberPattern } from '../../../../base/number-pattern.ts'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, DOUBLE, STRING } from '../../bound/bound.ts'
import { template, text } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { coerce, type ScalarFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'

export const FORMAT_NUMBER: ScalarFunction = {
  kind: 'scalar',
  names: ['format_number'],
  argumentsMin: 2,
  argumentsMax: 2,
  emit: ([operand, form], call) => {
    if (operand === undefined || form === undefined) throw semanticError('format_number takes a number and a number of digits')
    if (operand.type.kind === 'string')
      throw semanticError('format_number takes a number, and this is a string', 'Cast it: CAST(x AS DOUBLE).')
    if (!/^(?:int|string|void)$/.test(form.type.kind))
      throw semanticError(
        `The second argument of format_number is an INT or a pattern, not ${sparkTypeName(form.type)}`,
        'Write format_number(x, 2).',
      )
    const value = coerce(operand, 'number', call.name, 0)
    if (form.type.kind === 'void') return { sql: text('CAST(NULL AS VARCHAR)'), type: STRING }
    checkPattern(form)
    const isDouble = value.type.kind === 'float' || value.type.kind === 'double'
    const number = castSql(value.sql, value.type, isDouble ? DOUBLE : STRING)
    const written = isDouble ? template`sp_double_text(${number})` : number
    const engine = form.type.kind === 'string' ? 'fn_format_number' : 'fn_format_number_to'
    const asked = castSql(form.sql, form.type, STRING)
    return { sql: template`${engine}(${written}, '${isDouble ? 'double' : 'exact'}', ${asked})`, type: STRING }
  },
}

/** A pattern that is written in the statement is looked at before it runs. */
function checkPattern(form: Bound): void {
  if (form.constant?.kind !== 'string') return
  try {
    numberPattern(form.constant.value)
  } catch (error) {
    throw semanticError(
      error instanceof Error ? error.message : 'The number pattern is none',
      "A pattern has # and 0 for digits, one point and commas: '#,##0.00'; what else is in it stands around the number.",
    )
  }
}
