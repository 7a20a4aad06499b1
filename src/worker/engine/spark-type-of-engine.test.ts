import { expect, test } from 'vitest'
import { sparkTypeOf } from './spark-type-of-engine.ts'

test.each([
  ['DECIMAL(18,3)', 'decimal(18,3)'],
  ['VARCHAR[]', 'array<string>'],
  ['MAP(VARCHAR, DOUBLE[])', 'map<string,array<double>>'],
  ['STRUCT(a INTEGER, "b, c" STRUCT(d DATE))', 'struct<a:int,`b, c`:struct<d:date>>'],
  ['INTERVAL', undefined],
  ['STRUCT(a INTERVAL)', undefined],
])('the engine’s %s is %s', (engine, spark) => {
  expect(sparkTypeOf(engine)).toBe(spark)
})
