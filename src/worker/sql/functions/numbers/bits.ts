/** Functions of the bits of integers. */
import { lookup } from '../../../../base/lookup.ts'
import { BIGINT, INT } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { coerce, type SqlFunction } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'

const BITS: Readonly<Record<string, number>> = lookup({ tinyint: 8, smallint: 16, bigint: 64 })

/** The bit at a place, from 0; a place that the type has not stops the job. */
const bitGet = custom('getbit bit_get', 2, 2, ([value, place], call) => {
  if (value === undefined || place === undefined || !(isInteger(value.type) || value.type.kind === 'void'))
    throw semanticError(`${call.name} takes an integer and a place`)
  const bits = BITS[value.type.kind] ?? 32
  const at = coerce(place, 'int', call.name, 1)
  const message = `'${call.name}: the places of the bits are 0 to ${bits - 1}'`
  const wide = castBound(value, BIGINT)
  return {
    sql: template`(CASE WHEN ${wide} IS NULL OR ${at} IS NULL THEN NULL WHEN ${at} BETWEEN 0 AND ${bits - 1} THEN CAST((${wide} >> ${at}) & 1 AS TINYINT) ELSE error(${message}) END)`,
    type: { kind: 'tinyint' },
  }
})

/** Of an integer as 64 bits, and of a boolean. */
const bitCount = custom('bit_count', 1, 1, ([value]) => {
  if (value === undefined || !(isInteger(value.type) || value.type.kind === 'boolean' || value.type.kind === 'void'))
    throw semanticError('bit_count takes an integer or a boolean')
  return { sql: template`CAST(bit_count(${castBound(value, BIGINT)}) AS INTEGER)`, type: INT }
})

export const BIT_FUNCTIONS: readonly SqlFunction[] = [bitGet, bitCount]
