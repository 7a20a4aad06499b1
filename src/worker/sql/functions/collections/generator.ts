import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, INT } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, overRows, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import type { GeneratorFunction, SqlFunction } from '../function-record.ts'

interface Rows {
  readonly lists: readonly { readonly name: string; readonly type: SparkType; readonly sql: Sql }[]
  readonly length: Sql
}

function rowsOf(value: Bound | undefined, name: string): Rows {
  if (value?.type.kind === 'array')
    return { lists: [{ name: 'col', type: value.type.element, sql: value.sql }], length: template`len(${value.sql})` }
  if (value?.type.kind === 'map') {
    return {
      lists: [
        { name: 'key', type: value.type.key, sql: template`map_keys(${value.sql})` },
        { name: 'value', type: value.type.value, sql: template`map_values(${value.sql})` },
      ],
      length: template`cardinality(${value.sql})`,
    }
  }
  throw semanticError(`${name} takes an array or a map; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
}

/** Outer: one row of NULLs for an array that is empty or NULL. */
const unnest = (list: Sql, length: Sql, isOuter: boolean): Sql =>
  overRows(template`unnest(${isOuter ? template`(CASE WHEN coalesce(${length}, 0) = 0 THEN [NULL] ELSE ${list} END)` : list})`)

function explode(names: string, withPosition: boolean): GeneratorFunction {
  return {
    kind: 'generator',
    names: names.split(' '),
    argumentsMin: 1,
    argumentsMax: 1,
    emit: ([value], isOuter, call) => {
      const rows = rowsOf(value, call.name)
      const columns = rows.lists.map((list) => ({ name: list.name, type: list.type, sql: unnest(list.sql, rows.length, isOuter) }))
      if (!withPosition) return columns
      const places = template`list_transform(range(CAST(${rows.length} AS BIGINT)), lambda e: CAST(e AS INTEGER))`
      return [{ name: 'pos', type: INT, sql: unnest(places, rows.length, isOuter) }, ...columns]
    },
  }
}

const inline: GeneratorFunction = {
  kind: 'generator',
  names: ['inline', 'inline_outer'],
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value], isOuter, call) => {
    if (value?.type.kind !== 'array' || value.type.element.kind !== 'struct') throw semanticError(`${call.name} takes an array of structs`)
    return value.type.element.fields.map((field) => ({
      name: field.name,
      type: field.type,
      sql: unnest(
        template`list_transform(${value.sql}, lambda e: struct_extract(e, ${quoteString(field.name)}))`,
        template`len(${value.sql})`,
        isOuter,
      ),
    }))
  },
}

const stack: GeneratorFunction = {
  kind: 'generator',
  names: ['stack'],
  argumentsMin: 2,
  argumentsMax: 10_000,
  emit: ([count, ...values]) => {
    const rows = count?.type.kind === 'int' && count.constant?.kind === 'number' ? Number(count.constant.text) : 0
    if (!(rows >= 1 && rows <= 10_000)) throw semanticError("stack's number of rows is written in the statement")
    const width = Math.ceil(values.length / rows)
    return Array.from({ length: width }, (_, column) => {
      const cells = Array.from({ length: rows }, (_row, row) => values[row * width + column])
      const type = cells.find((cell) => cell !== undefined && cell.type.kind !== 'void')?.type ?? { kind: 'void' as const }
      if (cells.some((cell) => cell !== undefined && cell.type.kind !== 'void' && cell.type.kind !== type.kind))
        throw notSupported('stack with values of several types in a column', 'Cast them to one type.')
      return { name: `col${column}`, type, sql: overRows(template`unnest([${joined(cells, ', ')}])`) }
    })
  },
}

export const GENERATOR_FUNCTIONS: readonly SqlFunction[] = [
  explode('explode explode_outer', false),
  explode('posexplode posexplode_outer', true),
  inline,
  stack,
]
