import { expect, test } from 'vitest'
import { parseDeclaredType, parseSparkType, sparkTypeName, structTypeJson } from './spark-type.ts'

test.each([
  ['INT', 'int'],
  ['integer', 'int'],
  ['long', 'bigint'],
  ['Decimal', 'decimal(10,0)'],
  ['decimal(5)', 'decimal(5,0)'],
  ['numeric( 12 , 3 )', 'decimal(12,3)'],
  ['varchar(20)', 'string'],
  ['char(3)', 'string'],
  ['array<map<string,struct<a:int,`b ``c`:array<double>>>>', 'array<map<string,struct<a:int,`b ``c`:array<double>>>>'],
  ['struct<>', 'struct<>'],
  ['struct<Delay: INT>', 'struct<Delay:int>'],
  ['interval day to second', 'interval day to second'],
])('%s is %s', (text, name) => {
  expect(sparkTypeName(parseSparkType(text))).toBe(name)
})

test.each(['', 'intt', 'decimal(39,1)', 'decimal(3,4)', 'array<int', 'int int', 'struct<`a:int>', 'array<'.repeat(40)])(
  '%j is refused',
  (text) => {
    expect(() => parseSparkType(text)).toThrow(expect.objectContaining({ kind: 'sql-semantics' }))
  },
)

test('the StructType JSON has the names of Spark', () => {
  const json = structTypeJson([
    { name: 'id', type: 'int' },
    { name: 'n', type: 'bigint', comment: 'how many' },
    { name: 'd', type: 'decimal(10,2)' },
    { name: 's', type: 'array<struct<a:smallint>>' },
    { name: 'm', type: 'map<string,tinyint>' },
  ])
  expect(JSON.parse(json)).toEqual({
    type: 'struct',
    fields: [
      { name: 'id', type: 'integer', nullable: true, metadata: {} },
      { name: 'n', type: 'long', nullable: true, metadata: { comment: 'how many' } },
      { name: 'd', type: 'decimal(10,2)', nullable: true, metadata: {} },
      {
        name: 's',
        type: {
          type: 'array',
          elementType: { type: 'struct', fields: [{ name: 'a', type: 'short', nullable: true, metadata: {} }] },
          containsNull: true,
        },
        nullable: true,
        metadata: {},
      },
      { name: 'm', type: { type: 'map', keyType: 'string', valueType: 'byte', valueContainsNull: true }, nullable: true, metadata: {} },
    ],
  })
})

test('letters and white space of every language are in types what they are in ASCII', () => {
  const text = "struct<größe\u00a0:\u2003int\u3000not null,名_1:string comment 'n',n:int,c int>"
  expect(parseDeclaredType(text)).toMatchObject({
    kind: 'struct',
    fields: ['größe', '名_1', 'n', 'c'].map((name) => ({ name })),
  })
  expect(() => parseDeclaredType('struct<a\ud83d\ude00:int>')).toThrow(/not a data type/)
})
