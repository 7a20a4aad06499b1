import type { SparkType } from '../../../../base/spark-type.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'

/** An element of a list, in what reads all of it. */
export const ELEMENT = parameter('e')

/** A value inside of a level, where `body` of withLevel and withValues reads it. */
export const inLevel = (index: number): Sql => template`struct_extract(${LEVEL}, 'f${index}')`
const LEVEL = parameter('s')

/** The values inside of a value, each taken out of it once: the body reads them as fields of one struct. */
export function withLevel(values: readonly Sql[], body: Sql): Sql {
  const packed = joined(
    values.map((value, index) => fragment`f${index} := ${value}`),
    ', ',
  )
  return values.length === 0 ? body : template`list_extract(list_transform([struct_pack(${packed})], ${lambda(['s'], body)}), 1)`
}

/** The value of each of these names of an object that has none twice: all are found in one reading of the text. */
export function withValues(json: Sql, names: readonly string[], body: Sql): Sql {
  if (names.length === 0) return body
  const values = names.map((_, index) => template`list_extract(${FOUND}, ${index + 1})`)
  const found = template`json_extract(${json}, [${names.map(pointerTo).join(', ')}])`
  return template`list_extract(list_transform([${found}], ${lambda(['l'], withLevel(values, body))}), 1)`
}
const FOUND = parameter('l')

/** All values that an object has of a name. */
export const valuesOf = (json: Sql, name: string): Sql => template`sp_json_all(${json}, ${quoteString(name)})`

/** Whether any object that is read as a struct has a name twice; undefined where none is. */
export function hasDoubled(json: Sql, type: SparkType): Sql | undefined {
  switch (type.kind) {
    case 'struct': {
      const keys = template`json_keys(${json})`
      const inside = type.fields.flatMap((field) => {
        const found = hasDoubled(INNER, field.type)
        if (found === undefined) return []
        const value = template`json_extract(${json}, ${pointerTo(field.name)})`
        return [fragment` OR list_extract(list_transform([${value}], ${lambda(['d'], found)}), 1)`]
      })
      return template`(coalesce(list_unique(${keys}) < len(${keys}), FALSE)${joined(inside, '')})`
    }
    case 'array':
    case 'map': {
      const found = hasDoubled(ELEMENT, type.kind === 'array' ? type.element : type.value)
      const elements = template`json_extract(${json}, ${quoteString(type.kind === 'array' ? '$[*]' : '$.*')})`
      return found === undefined ? undefined : template`coalesce(len(list_filter(${elements}, ${lambda(['e'], found)})) > 0, FALSE)`
    }
    default:
      return undefined
  }
}
const INNER = parameter('d')

const pointerTo = (name: string): string => quoteString(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
