import { expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

// Spark 3.3.1 answers 4.06, 4.06, 3.81, 3.81 and [3.81]: it cast before the product had its own type.
test.each([
  'SELECT v * w FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT 1',
  'SELECT max(v * w) FROM VALUES (CAST(1.25 AS DECIMAL(10,2)), CAST(3.25 AS DECIMAL(10,2))) t(v, w) UNION ALL SELECT 1',
  'SELECT x FROM (SELECT 1.25 * 3.05 AS x) UNION ALL SELECT 1',
  'SELECT a FROM VALUES (1.25 * 3.05) t(a)',
  'SELECT a FROM VALUES (array(1.25 * 3.05)) t(a)',
])('a product of decimals of one type that Spark casts too early is refused: %s', async (sql) => {
  const worker = await TestWorker.start({ threads: 1 })
  try {
    await expect(worker.run(sql)).rejects.toThrow(/A calculation with decimals of one type/)
  } finally {
    await worker.end()
  }
})

test.each(["CAST('+5881580-07-11' AS DATE)", "CAST('-5877641-06-24' AS DATE)", "CAST('294247-01-10T04:00:54.775807Z' AS TIMESTAMP)"])(
  'a day or a moment of Spark that the engine has not stops the job: %s',
  async (value) => {
    const worker = await TestWorker.start({ threads: 1 })
    try {
      await expect(worker.run(`SELECT ${value}`)).rejects.toThrow(/is not supported/)
    } finally {
      await worker.end()
    }
  },
)
