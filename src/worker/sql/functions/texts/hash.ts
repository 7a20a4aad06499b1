/** The hashes of Spark: of values with a seed, and of bytes. */
import { isMonths, type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, BINARY, type Bound, INT, STRING } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { lambda, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { holdsMap } from '../../types/holds-map.ts'
import { type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'

/** The values' hash, each with the one before it as its seed; a NULL leaves it as it is. The macros are those of numbers of 32 and of 64 bits, and of bytes. */
const hash = (name: string, macros: string, signed: string, type: SparkType): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax: 1000,
  emit: (values) => {
    const map = values.find((value) => holdsMap(value.type))
    if (map !== undefined)
      throw semanticError(`${name} takes no maps; ${map.name} is ${sparkTypeName(map.type)}`, 'Take map_entries of it.')
    const whole = values.reduce<Sql>((seed, value) => hashed(value.sql, value.type, { macros, seed, depth: 0 }), SEED)
    return { sql: template`${signed}(${whole})`, type }
  },
})

const SEED = text('CAST(42 AS UBIGINT)')

/** Spark's XXH64 of one value, unsigned. */
export const xxHashOf = ({ sql, type }: Bound): Sql => hashed(sql, type, { macros: 'sp_xx', seed: SEED, depth: 0 })

interface Hashing {
  readonly macros: string
  readonly seed: Sql
  readonly depth: number
}

function hashed(value: Sql, type: SparkType, hashing: Hashing): Sql {
  const { macros, seed } = hashing
  const of = (kind: 'int' | 'long' | 'bytes', made: Sql): Sql =>
    template`(CASE WHEN ${value} IS NULL THEN ${seed} ELSE ${macros}_${kind}(${made}, ${seed}) END)`
  switch (type.kind) {
    case 'void':
      return seed
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
      return of('int', value)
    case 'date':
      return of('int', template`CAST(epoch(${value}) AS BIGINT) // 86400`)
    case 'bigint':
      return of('long', value)
    case 'timestamp':
      return of('long', template`epoch_us(${value})`)
    case 'float':
      return of('int', template`sp_float_bits(${value})`)
    case 'double':
      return of('long', template`sp_double_bits(${value})`)
    case 'string':
    case 'binary':
      return of('bytes', castSql(value, type, BINARY))
    case 'decimal': {
      const units = template`sp_units(${value}, ${type.scale}, ${type.scale})`
      return type.precision <= 18 ? of('long', units) : of('bytes', template`sp_number_bytes(${units})`)
    }
    case 'interval':
      return of(isMonths(type) ? 'int' : 'long', value)
    case 'struct':
      return type.fields.reduce<Sql>(
        (before, field) => hashed(template`struct_extract(${value}, ${quoteString(field.name)})`, field.type, { ...hashing, seed: before }),
        seed,
      )
    case 'array':
      return hashedArray(value, type.element, hashing)
    case 'map':
    case 'calendar-interval':
      throw notSupported(`A hash of a value of type ${sparkTypeName(type)}`, 'Hash its text: CAST(… AS string).')
  }
}

function hashedArray(value: Sql, element: SparkType, hashing: Hashing): Sql {
  const { seed, depth } = hashing
  const [before, item] = [`before${depth}`, `item${depth}`]
  const made = hashed(template`struct_extract(${parameter(item)}, 'v')`, element, {
    ...hashing,
    seed: template`struct_extract(${parameter(before)}, 'h')`,
    depth: depth + 1,
  })
  const start = template`struct_pack(h := ${seed}, v := CAST(NULL AS ${engineType(element)}))`
  const items = template`list_transform(${value}, lambda e: struct_pack(h := CAST(0 AS UBIGINT), v := CAST(e AS ${engineType(element)})))`
  const step = lambda([before, item], template`struct_pack(h := ${made}, v := struct_extract(${parameter(item)}, 'v'))`)
  return template`(CASE WHEN ${value} IS NULL THEN ${seed} ELSE struct_extract(list_reduce(list_prepend(${start}, ${items}), ${step}), 'h') END)`
}

/** Of 224, 256, 384 or 512 bits, 0 being 256; NULL for another number. */
const sha2 = scalar('sha2', ['binary', 'int'], STRING, ([bytes, bits], [, length]) => {
  const written = length?.constant
  if (written?.kind === 'null') return text('CAST(NULL AS VARCHAR)')
  if (written?.kind === 'number' && (written.text === '256' || written.text === '0')) return template`sha256(${bytes})`
  return template`(CASE WHEN ${bits} IN (256, 0) THEN sha256(${bytes}) WHEN ${bits} IN (224, 384, 512) THEN fn_sha(hex(${bytes}), CAST(${bits} AS VARCHAR)) END)`
})

export const HASH_FUNCTIONS: readonly SqlFunction[] = [
  hash('hash', 'sp_hash', 'sp_signed_word', INT),
  hash('xxhash64', 'sp_xx', 'sp_signed_long', BIGINT),
  sha2,
  scalar('crc32', ['binary'], BIGINT, 'sp_crc32($1)'),
]
