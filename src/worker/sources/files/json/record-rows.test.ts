import { describe, expect, test } from 'vitest'
import type { JsonDialect } from '../../../../base/json-dialect.ts'
import { parseSparkType } from '../../../../base/spark-type.ts'
import type { JsonOptions } from './json-options.ts'
import type { JsonValue } from './json-value.ts'
import { RecordRows } from './record-rows.ts'

const DIALECT: JsonDialect = {
  allowComments: false,
  allowUnquotedFieldNames: false,
  allowSingleQuotes: true,
  allowNumericLeadingZeros: false,
  allowNonNumericNumbers: true,
  allowBackslashEscapingAnyCharacter: false,
  allowUnquotedControlChars: false,
}

const OPTIONS: JsonOptions = {
  dialect: DIALECT,
  mode: 'PERMISSIVE',
  columnNameOfCorruptRecord: '_corrupt_record',
  multiLine: false,
  encoding: undefined,
  lineSep: undefined,
  dateFormat: undefined,
  timestampFormat: undefined,
}

function rows(columns: string, record: string | Buffer, options: Partial<JsonOptions> = {}): readonly (readonly JsonValue[])[] {
  const type = parseSparkType(`struct<${columns}>`)
  if (type.kind !== 'struct') throw new Error('columns are a struct')
  const bytes = Buffer.from(record)
  const read = new RecordRows(type.fields, { ...OPTIONS, ...options })
  return read.rowsOf({ bytes, start: 0, end: bytes.length }, { file: 'obs://b1/t/a.json', line: 3 })
}

const COLUMNS = 'a:int,b:array<int>,s:struct<x:int,y:string>,t:string,_corrupt_record:string'
const spoilt = (record: string) => [[null, null, null, null, record]]

/** What Spark 3.3.1 answers. */
describe('records of a declared table', () => {
  test.each<[string, string, readonly (readonly unknown[])[]]>([
    [
      'an array is so many rows',
      '[{"a":1},{"a":2,"t":"x"}]',
      [
        [1, null, null, null, null],
        [2, null, null, 'x', null],
      ],
    ],
    ['an empty array is no row', '[]', []],
    ['an empty text is no row', ' \t', []],
    ['null in an array spoils it', '[{"a":1},null]', spoilt('[{"a":1},null]')],
    ['a value that does not fit spoils an array', '[{"a":"x"},{"a":6}]', spoilt('[{"a":"x"},{"a":6}]')],
    ['null is malformed', 'null', spoilt('null')],
    ['a number is malformed', '5', spoilt('5')],
    ['what is behind an object is not read', '{"a":7} garbage', [[7, null, null, null, null]]],
    ['an object without end', '{"a":5,"t":"e"', spoilt('{"a":5,"t":"e"')],
    ['a word that is none', '{"a": tru, "t":"d"}', spoilt('{"a": tru, "t":"d"}')],
    ['an empty text is no number, the others are kept', '{"a":"","b":[1]}', [[null, [1], null, null, '{"a":"","b":[1]}']]],
    ['an element that does not fit', '{"b":[1,"x"],"a":9}', [[9, null, null, null, '{"b":[1,"x"],"a":9}']]],
    [
      'reading goes on within the struct that does not fit',
      '{"s":{"y":"z","x":[1],"a":5},"a":12}',
      [[5, null, null, null, '{"s":{"y":"z","x":[1],"a":5},"a":12}']],
    ],
    ['the last of two counts', '{"a":20,"a":21}', [[21, null, null, null, null]]],
    ['names have their case', '{"A":22}', [[null, null, null, null, null]]],
    ['a number as a text', '{"t":1.10}', [[null, null, null, '1.1', null]]],
    ['an object as a text', '{"t":{"q":1e3,"r":"\\u001f\\/é\\\\"}}', [[null, null, null, '{"q":1000.0,"r":"\\u001F/é\\\\"}', null]]],
    ['an infinite number as a text', '{"t":1e400}', [[null, null, null, '"Infinity"', null]]],
    ['words for numbers as a text', '{"t":[NaN,1.0E-5,100.0,1.5e10]}', [[null, null, null, '["NaN",1.0E-5,100.0,1.5E10]', null]]],
    ['a long number as a text', '{"t":123456789012345678901234567890}', [[null, null, null, '123456789012345678901234567890', null]]],
    [
      'a character beyond 16 bits within a text of JSON',
      '{"t":["😀",{"a\\ud83d\\ude00":"€"}]}',
      [[null, null, null, '["\\uD83D\\uDE00",{"a\\uD83D\\uDE00":"€"}]', null]],
    ],
    ['half a surrogate pair within a text of JSON', '{"t":{"b":"x\\ud83d"},"a":1}', [[1, null, null, '{"b":"x\\uD83D"}', null]]],
    ['single quotes', "{'a':1,'t':'it\\'s'}", [[1, null, null, "it's", null]]],
    ['too large', '{"a":2147483648}', [[null, null, null, null, '{"a":2147483648}']]],
  ])('%s', (_, record, wanted) => {
    expect(rows(COLUMNS, record)).toEqual(wanted)
  })

  test('numbers and times of each type', () => {
    const columns = 'y:tinyint,h:smallint,l:bigint,f:float,d:double,m:decimal(10,2),n:decimal(38,18),b:boolean,e:date,z:timestamp,x:binary'
    const record =
      '{"y":200,"h":-5,"l":9223372036854775807,"f":1.1,"d":"-Infinity","m":"1,234.565","n":0.123456789012345678,"b":true,"e":"1969-12-31","z":"2024-02-29T12:00:00.5+01:00","x":"AQI="}'
    expect(rows(columns, record)).toEqual([
      [
        -56,
        -5,
        9223372036854775807n,
        Math.fround(1.1),
        Number.NEGATIVE_INFINITY,
        123457n,
        123456789012345678n,
        true,
        -1,
        1709204400500000n,
        Buffer.from([1, 2]),
      ],
    ])
    expect(rows('z:timestamp,e:date', '{"z":-1,"e":"123"}')).toEqual([[-1000000n, 123]])
    expect(
      rows('z:timestamp,e:date', '{"z":"29/02/2024 01","e":"02.2024"}', { timestampFormat: 'dd/MM/yyyy HH', dateFormat: 'MM.yyyy' }),
    ).toEqual([[1709168400000000n, 19754]])
  })

  test('a text that is not of the pattern is read as a cast reads it', () => {
    const patterns = { timestampFormat: 'yyyy-MM-dd HH:mm:ss', dateFormat: 'dd/MM/yyyy' }
    const read = (record: string) => rows('z:timestamp,e:date,_corrupt_record:string', record, patterns)[0]
    const moment = BigInt(Date.UTC(2024, 0, 26, 18, 1, 58)) * 1000n
    expect(read('{"z":"2024-01-26 18:01:58"}')).toEqual([moment, null, null])
    expect(read('{"z":"2024-01-26T18:01:58"}')).toEqual([moment, null, null])
    expect(read('{"z":" 2024-1-26 18:01:58.5Z"}')).toEqual([moment + 500_000n, null, null])
    expect(read('{"z":"2024-01-26GMT"}')?.[0]).toBe(BigInt(Date.UTC(2024, 0, 26)) * 1000n)
    expect(read('{"e":"1970-1-6"}')).toEqual([null, 5, null])
    expect(read('{"e":"123"}')).toEqual([null, 123, null])
    expect(read('{"e":"x"}')).toEqual([null, null, '{"e":"x"}'])
    expect(() => read('{"z":"2024-02-30 18:01:58"}')).toThrow('only as the parser before Spark 3.0')
    expect(() => read('{"z":"2024-01-26 18:01:58x"}')).toThrow('only as the parser before Spark 3.0')
  })

  test('a bracket behind a word that is not allowed is no text', () => {
    const dialect = { ...DIALECT, allowNonNumericNumbers: false }
    const record = '{"t":["b",-Infinity],"a":1}'
    expect(rows('a:int,t:string,_corrupt_record:string', record, { dialect })).toEqual([[1, null, record]])
  })

  test('base64', () => {
    const columns = 'x:binary,z:int'
    expect(rows(columns, '{"x":"AQID \\nBA==","z":1}')).toEqual([[Buffer.from([1, 2, 3, 4]), 1]])
    expect(rows(columns, '{"x":"AQI","z":1}')).toEqual([[null, 1]])
    expect(rows(columns, '{"x":"A","z":1}')).toEqual([[null, null]])
    expect(rows(columns, '{"x":"AQ=","z":1}')).toEqual([[null, null]])
  })

  test('half a surrogate pair is a question mark', () => {
    expect(rows('t:string', '{"t":"a\\ud83db"}')).toEqual([['a?b']])
  })

  test('malformed records are dropped, or the job fails and names file, line and column', () => {
    const dropping = { mode: 'DROPMALFORMED' } as const
    expect(rows('a:int,b:int', '{"a":"x","b":1}', dropping)).toEqual([])
    // Columns that are not read spoil no record.
    expect(rows('b:int', '{"a":"x","b":1}', dropping)).toEqual([[1]])
    const failing = { mode: 'FAILFAST' } as const
    expect(() => rows('a:int', '{"a":"x"}', failing)).toThrow('obs://b1/t/a.json, line 3, column "a", near byte 9: a text is no int')
    expect(() => rows('a:int', '{"a":', failing)).toThrow('obs://b1/t/a.json, line 3, near byte 6: the text ends within an object')
  })

  test('what Spark cannot tell is refused', () => {
    expect(() => rows('_corrupt_record:string', '{}')).toThrow('only the column "_corrupt_record"')
    expect(() => rows('a:int,_corrupt_record:int', '{}')).toThrow('must be STRING')
    expect(() => rows('m:map<string,int>', '{"m":{"k":1,"k":2}}')).toThrow('Column "m": An object that is read as a map has a key twice')
  })

  test.each<[keyof JsonDialect, string, readonly unknown[]]>([
    ['allowComments', '{/* c */"a":1, // x\n"t":"u"}', [1, 'u']],
    ['allowUnquotedFieldNames', '{a:1,t:"u"}', [1, 'u']],
    ['allowNumericLeadingZeros', '{"a":007,"t":00}', [7, '0']],
    ['allowBackslashEscapingAnyCharacter', '{"t":"\\q"}', [null, 'q']],
    ['allowUnquotedControlChars', '{"t":"a\u0001b"}', [null, 'a\u0001b']],
  ])('%s', (name, record, wanted) => {
    expect(rows('a:int,t:string', record, { dialect: { ...DIALECT, [name]: true } })).toEqual([wanted])
    expect(rows('a:int,t:string,_corrupt_record:string', record)[0]?.[2]).toBe(record)
  })

  test('encodings are found out by the first bytes, or given', () => {
    const text = '{"t":"é€😀"}'
    const little = Buffer.from(text, 'utf16le')
    const wanted = [['é€😀']]
    expect(rows('t:string', Buffer.from(`\ufeff${text}`))).toEqual(wanted)
    expect(rows('t:string', little)).toEqual(wanted)
    expect(rows('t:string', Buffer.from(little).swap16())).toEqual(wanted)
    expect(rows('t:string', Buffer.from('{"t":"\xe9"}', 'latin1'), { encoding: 'ISO-8859-1' })).toEqual([['é']])
    expect(rows('t:string,_corrupt_record:string', Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]))[0]?.[0]).toBeNull()
  })
})
