/** Functions on JSON texts. */
import { type Bound, INT, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { overRows, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { constantText, type Emitted, type GeneratorFunction, type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { FROM_JSON } from './from-json.ts'
import { inferJsonSchema } from './json-schema.ts'
import { ALLOWANCES, optionsOf } from './text-options.ts'
import { TO_JSON } from './to-json.ts'

const getJsonObject = scalar('get_json_object', ['=string', '=string'], 'string', 'fn_json_object($1, $2)')

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
    const options = optionsOf(written, 'schema_of_json', [
      'primitivesAsString',
      'prefersDecimal',
      'dropFieldIfAllNull',
      'locale',
      ...ALLOWANCES,
    ])
    const schema = inferJsonSchema(constantText(value, 'The text of schema_of_json'), options)
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
