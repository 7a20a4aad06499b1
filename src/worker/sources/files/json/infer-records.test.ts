import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { inferJsonFiles } from './infer-files.ts'
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

test.each([
  ['objects', '{"a":', '1', '}'],
  ['arrays', '[', '1', ']'],
])('%s that are nested deeper than a stack is are told by their place', (_what, open, inner, close) => {
  const deep = `{"a":${open.repeat(200_000)}${inner}${close.repeat(200_000)}}`
  expect(() => inferred(['{"a":1}', deep])).toThrow('a.json, line 2: Values are nested more than 1000 deep')
})

test('records of which each has a name of its own end the search', () => {
  const records = Array.from({ length: 40_000 }, (_, index) => `{"a":{"k${index}":1}}`)
  expect(() => inferred(records)).toThrow('more than 20000 names')
})

test('many records of few of many names are merged as one by one', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `k${index}`)
  const all = `{${names.map((name) => `"${name}":1`).join(',')}}`
  const few = Array.from(
    { length: 20_000 },
    (_, index) => `{"k${index % 3000}":${index === 19_999 ? '1.5' : '2'},"k${(index + 1) % 3000}":null}`,
  )
  const type = inferred([all, ...few])
  expect(type.match(/double/g)).toHaveLength(1)
  expect(type).toContain(`k${19_999 % 3000}:double`)
})

test('a line that is longer than is kept is told, where columns are looked for too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-json-'))
  try {
    const path = join(folder, 'a.json')
    await writeFile(path, `{"a":1}\n{"a":"${'x'.repeat(1 << 20)}"}`)
    const find = (multiLine: boolean) =>
      inferJsonFiles(
        { paths: [path], bytes: 0, sizes: new Map<string, number>(), root: path },
        { kind: 'json', options: { ...OPTIONS, multiLine }, inference: INFERENCE, compression: undefined, ignoresNullFields: true },
        'obs://b/a.json',
        new AbortController().signal,
        1 << 20,
      )
    await expect(find(false)).rejects.toMatchObject({ kind: 'limit-exceeded', message: 'Line 2 of obs://b/a.json is larger than 1 MiB' })
    await expect(find(true)).rejects.toMatchObject({ kind: 'limit-exceeded', message: expect.stringContaining('read with multiLine') })
  } finally {
    await rm(folder, { recursive: true })
  }
})
