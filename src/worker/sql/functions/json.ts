/** Functions on JSON texts. */
import { type Bound, INT, STRING } from '../bound/bound.ts'
import { parameter, type Sql } from '../bound/sql.ts'
import { lambda, overRows, template } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { FROM_JSON } from './from-json.ts'
import { constantText, type Emitted, type GeneratorFunction, type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
import { inferJsonSchema } from './json-schema.ts'
import { optionsOf } from './text-options.ts'
import { TO_JSON } from './to-json.ts'

type PathPart =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'elements' }

const ELEMENT = parameter('e')

/** '$.a[0]', '$.a[*].b', "$['a b']". Undefined for what Spark takes for no path: its answer is NULL. */
function pathParts(path: string): readonly PathPart[] | undefined {
  if (!path.startsWith('$')) return undefined
  const parts: PathPart[] = []
  let rest = path.slice(1)
  while (rest !== '') {
    const [matched, field, quoted, index] = /^(?:\.([^.[]+)|\['([^'?]+)'\]|\[(\d{1,9})\]|\[\*\])/.exec(rest) ?? []
    if (matched === undefined) {
      if (/^\.{2}/.test(rest) || rest === '.' || !/^[.[]/.test(rest)) return undefined
      throw notSupported(`The path ${path} of get_json_object`, 'Paths are of the form $.a.b[0] and $.a[*].b.')
    }
    const name = field ?? quoted
    if (name === '*') throw notSupported(`The path ${path} of get_json_object`, 'Paths are of the form $.a.b[0] and $.a[*].b.')
    if (name !== undefined) parts.push({ kind: 'field', name })
    else if (index !== undefined) parts.push({ kind: 'element', index: Number(index) })
    else parts.push({ kind: 'elements' })
    rest = rest.slice(matched.length)
  }
  return parts
}

/** Down from a JSON value; the engine's NULL where there is nothing. */
function step(json: Sql, part: PathPart): Sql {
  if (part.kind === 'field') return template`list_extract(sp_json_values(${json}, ${quoteString(part.name)}), 1)`
  const index = part.kind === 'element' ? `${part.index}` : '*'
  return template`(CASE WHEN json_type(${json}) = 'ARRAY' THEN json_extract(${json}, '$[${index}]') END)`
}

const getJsonObject = scalar('get_json_object', ['string', 'string'], 'string', ([json], values) => {
  const path = constantText(values[1], 'The path of get_json_object')
  const parts = pathParts(path)
  if (parts === undefined || json === undefined) return template`CAST(NULL AS VARCHAR)`
  const root = template`CAST(sp_json_root(${json}) AS JSON)`
  const star = parts.findIndex((part) => part.kind === 'elements')
  if (star < 0) {
    const found = parts.reduce<Sql>(step, root)
    // An element that is null is the text null; a field that is null is none.
    const isElement = parts.at(-1)?.kind !== 'field'
    return isElement
      ? template`(CASE WHEN json_type(${found}) = 'NULL' THEN 'null' ELSE sp_json_text(${found}) END)`
      : template`sp_json_text(${found})`
  }
  const [before, behind] = [parts.slice(0, star), parts.slice(star + 1)]
  if (behind.some((part) => part.kind === 'elements')) throw notSupported(`The path ${path} of get_json_object, with two [*]`)
  const elements = step(before.reduce<Sql>(step, root), { kind: 'elements' })
  const inside = template`list_transform(${elements}, ${lambda(['e'], template`sp_json_part(${behind.reduce<Sql>(step, ELEMENT)})`)})`
  const found = template`list_filter(${inside}, lambda e: e IS NOT NULL)`
  const list = template`'[' || array_to_string(${found}, ',') || ']'`
  // One result stands for itself, in quotes if it is a text; behind an index it is a list all the same.
  const isList = before.at(-1)?.kind === 'element'
  return template`(CASE WHEN len(${found}) = 0 THEN NULL WHEN len(${found}) = 1 AND ${isList ? 'FALSE' : 'TRUE'} THEN list_extract(${found}, 1) ELSE ${list} END)`
})

const stringOf = (value: Bound | undefined, called: string): Bound => {
  if (value?.type.kind === 'string') return value
  throw semanticError(`${called} takes strings; ${value?.name} is ${value?.type.kind}`)
}

const jsonTuple: GeneratorFunction = {
  kind: 'generator',
  names: ['json_tuple'],
  argumentsMin: 2,
  argumentsMax: 10_000,
  emit: (values) => {
    const [json, ...keys] = values.map((value) => stringOf(value, 'json_tuple'))
    return keys.map((key, index) => ({
      name: `c${index}`,
      type: STRING,
      sql: overRows(template`unnest([sp_json_tuple(sp_json_root(${json}), ${key})])`),
    }))
  },
}

/** Of a JSON text whose root is of one kind; NULL for others. */
const ofRoot = (name: string, kind: 'ARRAY' | 'OBJECT', type: Emitted['type'], made: (root: Sql) => Sql): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value]) => {
    if (value?.type.kind === 'void') return { sql: template`CAST(NULL AS ${kind === 'ARRAY' ? 'INTEGER' : 'VARCHAR[]'})`, type }
    const root = template`sp_json_root(${stringOf(value, name)})`
    return { sql: template`(CASE WHEN json_type(${root}) = '${kind}' THEN ${made(root)} END)`, type }
  },
})

const schemaOfJson: ScalarFunction = {
  kind: 'scalar',
  names: ['schema_of_json'],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([value, written]) => {
    optionsOf(written, 'schema_of_json', [])
    const schema = inferJsonSchema(constantText(value, 'The text of schema_of_json'))
    return {
      sql: template`${quoteString(schema)}`,
      type: STRING,
      constant: { kind: 'string', value: schema },
      name: `schema_of_json(${value?.name})`,
    }
  },
}

export const JSON_FUNCTIONS: readonly SqlFunction[] = [
  FROM_JSON,
  TO_JSON,
  getJsonObject,
  jsonTuple,
  schemaOfJson,
  ofRoot('json_object_keys', 'OBJECT', { kind: 'array', element: STRING }, (root) => template`json_keys(${root})`),
  ofRoot('json_array_length', 'ARRAY', INT, (root) => template`CAST(json_array_length(${root}) AS INTEGER)`),
]
