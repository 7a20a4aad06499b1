import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType } from '../../../../base/spark-type.ts'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { writeParquet } from '../fixtures/write-parquet.ts'
import { isReadAs } from './parquet-conversion.ts'

const reads = (inFile: string, declared: string): boolean => isReadAs(parseSparkType(inFile), parseSparkType(declared))

describe('of a file a column is read as', () => {
  // Of 308 pairs Spark 3.3.1 reads these, among others that are in the tests below.
  test.each([
    ['boolean', 'boolean'],
    ['tinyint', 'smallint'],
    ['smallint', 'tinyint'],
    ['int', 'tinyint'],
    ['bigint', 'bigint'],
    ['string', 'binary'],
    ['binary', 'string'],
    ['decimal(5,2)', 'decimal(7,2)'],
    ['decimal(25,3)', 'decimal(30,3)'],
  ])('%s as %s', (inFile, declared) => expect(reads(inFile, declared)).toBe(true))

  // Refused by Spark 3.3.1, and read by Spark 4: nothing is lost.
  test.each([
    ['int', 'bigint'],
    ['int', 'double'],
    ['int', 'decimal(12,2)'],
    ['bigint', 'decimal(20,0)'],
    ['float', 'double'],
    ['decimal(5,2)', 'decimal(12,4)'],
    ['array<int>', 'array<bigint>'],
    ['struct<a:int,b:string>', 'struct<B:string,c:date>'],
  ])('%s as %s, which is wider', (inFile, declared) => expect(reads(inFile, declared)).toBe(true))

  // Spark 3.3.1 fails at all of them, but for days as numbers and decimals without their points, which nobody has meant.
  test.each([
    ['boolean', 'int'],
    ['boolean', 'string'],
    ['int', 'string'],
    ['int', 'boolean'],
    ['int', 'float'],
    ['int', 'decimal(5,2)'],
    ['bigint', 'int'],
    ['bigint', 'string'],
    ['bigint', 'double'],
    ['bigint', 'timestamp'],
    ['float', 'int'],
    ['double', 'float'],
    ['double', 'string'],
    ['double', 'decimal(12,2)'],
    ['string', 'int'],
    ['string', 'date'],
    ['string', 'decimal(5,2)'],
    ['date', 'string'],
    ['date', 'timestamp'],
    ['date', 'int'],
    ['timestamp', 'date'],
    ['timestamp', 'string'],
    ['decimal(5,2)', 'int'],
    ['decimal(5,2)', 'decimal(5,0)'],
    ['decimal(12,2)', 'decimal(5,2)'],
    ['decimal(5,2)', 'double'],
    ['array<int>', 'array<string>'],
    ['array<int>', 'int'],
    ['map<string,int>', 'map<string,string>'],
    ['struct<a:int>', 'struct<a:string>'],
  ])('not %s as %s', (inFile, declared) => expect(reads(inFile, declared)).toBe(false))
})

describe('a table at a location', () => {
  let worker: TestWorker
  beforeAll(async () => {
    worker = await TestWorker.start()
    await writeParquet(worker.inBucket('typed', 'a.parquet'), "SELECT 1 AS k, 70000 AS i, 300::SMALLINT AS small, '7' AS s, [1] AS l")
  })
  afterAll(() => worker.end())

  const declare = async (columns: string): Promise<void> => {
    await worker.run(`CREATE OR REPLACE TEMPORARY VIEW typed (${columns}) USING parquet OPTIONS (path 'obs://b1/typed')`)
  }

  test('whose column has another type in a file is refused by its name where it is read, and nowhere else', async () => {
    await declare('k INT, i STRING, s INT, l ARRAY<STRING>')
    for (const [column, types] of [
      ['i', 'INT in the file and STRING in the table'],
      ['s', 'STRING in the file and INT in the table'],
      ['l', 'ARRAY<INT> in the file and ARRAY<STRING> in the table'],
    ] as const) {
      await expect(worker.run(`SELECT ${column} FROM typed`)).rejects.toThrow(`Column "${column}" of obs://b1/typed/a.parquet is ${types}`)
      await expect(worker.run(`SELECT k FROM typed WHERE ${column} IS NOT NULL`)).rejects.toThrow(`Column "${column}"`)
    }
    expect(await worker.rows('SELECT k, count(*) FROM typed GROUP BY k')).toEqual([[1, 1]])
  })

  test('whose column is of a type that Spark has not is read as texts, and refused as anything else', async () => {
    await writeParquet(
      worker.inBucket('odd', 'a.parquet'),
      "SELECT TIME '00:00:01' AS t, '27b6fc68-d59c-4ad8-a105-570b839ee422'::UUID AS u, [TIME '00:00:02'] AS l",
    )
    const declareOdd = (columns: string) =>
      worker.run(`CREATE OR REPLACE TEMPORARY VIEW odd (${columns}) USING parquet OPTIONS (path 'obs://b1/odd')`)
    await declareOdd('t STRING, u STRING, l ARRAY<STRING>')
    expect(await worker.rows('SELECT * FROM odd')).toEqual([['00:00:01', '27b6fc68-d59c-4ad8-a105-570b839ee422', ['00:00:02']]])
    for (const type of ['INT', 'BIGINT', 'DATE', 'TIMESTAMP', 'BINARY']) {
      await declareOdd(`t ${type}, u ${type}`)
      await expect(worker.run('SELECT t FROM odd')).rejects.toThrow(`is TIME in the file and ${type} in the table`)
      await expect(worker.run('SELECT u FROM odd')).rejects.toThrow(`is UUID in the file and ${type} in the table`)
    }
    // What is in it has no name of its own: the sentence is ours all the same.
    await declareOdd('l ARRAY<INT>')
    await expect(worker.run('SELECT l FROM odd')).rejects.toThrow('A value of the type TIME cannot become one of INT')
  })

  test('tells a number that its column has no room for by its name', async () => {
    await declare('small TINYINT, i SMALLINT')
    await expect(worker.run('SELECT small FROM typed')).rejects.toThrow(
      'Column "small" of obs://b1/typed/a.parquet has the value 300, which is no TINYINT',
    )
    await expect(worker.run('SELECT i FROM typed')).rejects.toThrow('has the value 70000, which is no SMALLINT')
    await declare('small INT, i BIGINT')
    expect(await worker.rows('SELECT * FROM typed')).toEqual([[300, 70000]])
  })
})
