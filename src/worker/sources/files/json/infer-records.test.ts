import { expect, test } from 'vitest'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { RecordInference } from './infer-records.ts'
import type { JsonInference, JsonOptions } from './json-options.ts'

const OPTIONS: JsonOptions = {
  dialect: {
    allowComments: false,
    allowUnquotedFieldNames: false,
    allowSingleQuotes: true,
    allowNumericLeadingZeros: false,
    allowNonNumericNumbers: true,
    allowBackslashEscapingAnyCharacter: false,
    allowUnquotedControlChars: false,
  },
  mode: 'PERMISSIVE',
  columnNameOfCorruptRecord: '_corrupt_record',
  multiLine: false,
  encoding: undefined,
  lineSep: undefined,
  dateFormat: undefined,
  timestampFormat: undefined,
}
const INFERENCE: JsonInference = { primitivesAsString: false, prefersDecimal: false, dropFieldIfAllNull: false }

function inferred(records: readonly string[], inference: Partial<JsonInference> = {}, mode: JsonOptions['mode'] = 'PERMISSIVE'): string {
  const all = new RecordInference({ ...OPTIONS, mode }, { ...INFERENCE, ...inference })
  for (const [index, record] of records.entries()) {
    const bytes = Buffer.from(record)
    all.add({ bytes, start: 0, end: bytes.length }, { file: 'a.json', line: index + 1 })
  }
  return sparkTypeName({ kind: 'struct', fields: all.fields() })
}

/** What Spark 3.3.1 finds. */
test.each<[readonly string[], string]>([
  [['{"b":1,"a":"x","C":true}'], 'struct<C:boolean,a:string,b:bigint>'],
  [['{"a":1}', '{"a":1.5}'], 'struct<a:double>'],
  [['{"a":1}', '{"a":"x"}'], 'struct<a:string>'],
  [['{"a":null}', '{"b":""}'], 'struct<a:string,b:string>'],
  [['{"a":[]}', '{"a":[1]}', '{"a":[[2]]}'], 'struct<a:array<string>>'],
  [['{"a":{}}', '{"b":1}'], 'struct<b:bigint>'],
  [['{"a":{"y":1}}', '{"a":{"x":"s","y":2.5}}'], 'struct<a:struct<x:string,y:double>>'],
  [['{"a":9223372036854775808}'], 'struct<a:decimal(19,0)>'],
  [['{"a":9223372036854775808}', '{"a":1}'], 'struct<a:decimal(20,0)>'],
  [['{"a":123456789012345678901234567890123456789}'], 'struct<a:double>'],
  [['{"t":"2023-02-07T19:12:28Z"}'], 'struct<t:string>'],
  [['[{"a":1},{"b":2}]'], 'struct<a:bigint,b:bigint>'],
  [['{"a":1}', 'bad', '5'], 'struct<_corrupt_record:string,a:bigint>'],
  [['', 'null', '{"a":1}'], 'struct<a:bigint>'],
  [['{"a":1}', '{"A":2}'], 'struct<a:bigint>'],
])('columns of %j', (records, wanted) => {
  expect(inferred(records)).toBe(wanted)
})

test('options of inference', () => {
  const record = '{"a":1.25,"b":"3.5","c":true,"d":null,"e":[null],"f":"x"}'
  expect(inferred([record], { prefersDecimal: true })).toBe(
    'struct<a:decimal(3,2),b:decimal(2,1),c:boolean,d:string,e:array<string>,f:string>',
  )
  expect(inferred([record], { primitivesAsString: true, dropFieldIfAllNull: true })).toBe('struct<a:string,b:string,c:string,f:string>')
  expect(inferred(['{"a":1}', 'bad'], {}, 'DROPMALFORMED')).toBe('struct<a:bigint>')
  expect(() => inferred(['{"a":1}', 'bad'], {}, 'FAILFAST')).toThrow('a.json, line 2 is malformed')
  expect(() => inferred(['{"a":1,"A":2}'])).toThrow('"A" and "a", which differ in case only')
})
