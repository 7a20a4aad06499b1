import { expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

// Spark 3.3.1 answers 3.81, 3.81, NULL and [3.81]: it cast before the result had its own type.
test.each([
  'SELECT x FROM (SELECT 1.25 * 3.05 AS x) UNION ALL SELECT 1',
  'SELECT a FROM VALUES (1.25 * 3.05) t(a)',
  'SELECT a FROM VALUES (9.5 + 9.5) t(a)',
  'SELECT a FROM VALUES (array(1.25 * 3.05)) t(a)',
])('a calculation with decimals of one type that Spark casts too early is refused: %s', async (sql) => {
  const worker = await TestWorker.start({ threads: 1 })
  try {
    await expect(worker.run(sql)).rejects.toThrow(/A calculation with decimals of one type/)
  } finally {
    await worker.end()
  }
})

// As Spark 3.3.1 answers.
test.each([
  ['SELECT v * w FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT 1', [4.06, 1]],
  ['SELECT max(v * w) FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT 1', [4.06, 1]],
  ['SELECT 9.5 + 9.5 UNION ALL SELECT 0.25', [null, 0.25]],
  ['SELECT v - w FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT 1', [-2, 1]],
  [
    'SELECT sum(v + w) FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT CAST(7 AS DECIMAL(20,2))',
    [4.5, 7],
  ],
  ['SELECT 9.5 + 9.5 UNION ALL SELECT 1', [19, 1]],
  ['SELECT 9.5 + 9.5 UNION ALL SELECT 1.5', [19, 1.5]],
])('one is answered where it has a type of its own early, or there is room for each value: %s', async (sql, values) => {
  const worker = await TestWorker.start({ threads: 1 })
  try {
    expect(await worker.rows(sql)).toEqual(values.map((value) => [value]))
  } finally {
    await worker.end()
  }
})

test.each(["CAST('+5881580-07-11' AS DATE)", "CAST('-5877641-06-24' AS DATE)", "CAST('294247-01-10T04:00:54.775807Z' AS TIMESTAMP)"])(
  'a day or a moment of Spark that the engine has not stops the job: %s',
  async (value) => {
    const worker = await TestWorker.start({ threads: 1 })
    try {
      await expect(worker.run(`SELECT ${value}`)).rejects.toThrow(/is not supported|is too far away/)
    } finally {
      await worker.end()
    }
  },
)
