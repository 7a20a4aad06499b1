import { sparkTypeName } from '../../../base/spark-type.ts'
import { BIGINT, BINARY, type Bound, INT } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { template, text } from '../bound/template.ts'
import { notSupported } from '../syntax-error.ts'
import { type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
import { castBound } from './operators/cast.ts'

/** The values' hash, each with the one before it as its seed; a NULL leaves it as it is. */
const hash: ScalarFunction = {
  kind: 'scalar',
  names: ['hash'],
  argumentsMin: 1,
  argumentsMax: 1000,
  emit: (values) => {
    const whole = values.reduce<Sql>((seed, value) => hashed(value, seed), text('CAST(42 AS UBIGINT)'))
    return { sql: template`sp_signed_word(${whole})`, type: INT }
  },
}

function hashed(value: Bound, seed: Sql): Sql {
  const orSeed = (made: Sql): Sql => template`(CASE WHEN ${value} IS NULL THEN ${seed} ELSE ${made} END)`
  switch (value.type.kind) {
    case 'void':
      return seed
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
      return orSeed(template`sp_hash_int(${value}, ${seed})`)
    case 'date':
      return orSeed(template`sp_hash_int(CAST(epoch(${value}) AS BIGINT) // 86400, ${seed})`)
    case 'bigint':
      return orSeed(template`sp_hash_long(${value}, ${seed})`)
    case 'timestamp':
      return orSeed(template`sp_hash_long(epoch_us(${value}), ${seed})`)
    case 'string':
    case 'binary':
      return orSeed(template`sp_hash_bytes(${castBound(value, BINARY)}, ${seed})`)
    case 'decimal':
      if (value.type.precision <= 18)
        return orSeed(template`sp_hash_long(sp_units(${value}, ${value.type.scale}, ${value.type.scale}), ${seed})`)
  }
  throw notSupported(`hash of a value of type ${sparkTypeName(value.type)}`, 'Hash its text: CAST(… AS string).')
}

export const HASH_FUNCTIONS: readonly SqlFunction[] = [hash, scalar('crc32', ['binary'], BIGINT, 'sp_crc32($1)')]
