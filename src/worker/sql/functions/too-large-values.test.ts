import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineErrorToUser } from '../../jobs/engine-error.ts'
import { TestEngine, WITHOUT_TABLES } from '../fixtures/test-engine.ts'
import { translate } from '../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

async function run(sql: string): Promise<unknown> {
  const plan = await translate(sql, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  return (await engine.connection.runAndReadAll(plan.query.sql)).getRowsJson()
}

const failure = (sql: string) =>
  run(sql).then(
    () => undefined,
    (error: unknown) => engineErrorToUser(error instanceof Error ? error.message : '', new Map()),
  )

const TOO_LARGE = [
  ["length(repeat('x', %))", 'repeat', 2147483647],
  ["length(repeat('ä', %))", 'repeat', 4294967294],
  ['length(space(%))', 'repeat', 2147483647],
  ["length(lpad('', %, 'x'))", 'lpad', 2147483647],
  ["length(lpad('a', %, '€'))", 'lpad', 6442450939],
  ["length(rpad('', %, 'xy'))", 'rpad', 2147483647],
  ["length(lpad(X'', %, X'00'))", 'lpad', 2147483647],
  ["length(rpad(X'01', %))", 'rpad', 2147483647],
  ['size(array_repeat(0, %))', 'array_repeat', 17179869176],
  ["size(array_repeat('abc', %))", 'array_repeat', 40802189293],
  ['size(sequence(0, %))', 'sequence', 17179869184],
  ['size(sequence(%, 0, -2))', 'sequence', 8589934592],
  ["size(sequence(TIMESTAMP '1900-01-01', TIMESTAMP '2000-01-01', INTERVAL 1 SECOND))", 'sequence', 25245388808],
] as const

test.each(TOO_LARGE)('a value that is too large is refused before it is made: %s', async (call, name, bytes) => {
  for (const sql of [`SELECT ${call.replace('%', '2147483647')}`, `SELECT ${call.replace('%', 'n')} FROM VALUES (2147483647) t(n)`])
    expect(await failure(sql)).toMatchObject({
      kind: 'limit-exceeded',
      message: `${name}: a value would be ${bytes} bytes, at most 536870912`,
    })
})

test('what is NULL, empty or small is made as before, beside a row that would not be', async () => {
  const calls = `repeat(s, n), lpad(s, n, 'xy'), rpad(s, n), array_repeat(s, n), sequence(0, n)`
  expect(await run(`SELECT ${calls} FROM VALUES ('ab', 3), ('', 0), (NULL, 1), ('a', NULL) t(s, n)`)).toEqual([
    ['ababab', 'xab', 'ab ', ['ab', 'ab', 'ab'], [0, 1, 2, 3]],
    ['', '', '', [], [0]],
    [null, null, null, [null], [0, 1]],
    [null, null, null, null, null],
  ])
  expect(await failure(`SELECT length(repeat(s, n)) FROM VALUES ('ab', 3), ('a', 2147483647) t(s, n)`)).toMatchObject({
    kind: 'limit-exceeded',
  })
})

test('the first value of a long JSON text is found without a text for each end that it may have', async () => {
  expect(
    await run(
      "SELECT from_json(repeat('[1]', 200000), 'array<int>'), from_json(repeat('[1', 200000), 'array<int>'), get_json_object(repeat('{\"a\":2}', 100000), '$.a')",
    ),
  ).toEqual([[[1], null, '2']])
})

test('a long JSON text that is rewritten for an option is rewritten once, and looked through for words once', async () => {
  const options = "map('allowComments', 'true')"
  expect(
    await run(
      `SELECT from_json(concat(repeat('/**/', 30000), '[1]'), 'array<int>', ${options}), from_json(repeat('/**/', 30000), 'array<int>', ${options}), transform(array('/**/[1]', '', NULL, '[NaN'), p -> from_json(p, 'array<double>', ${options}))`,
    ),
  ).toEqual([[[1], null, [[1], null, null, null]]])
  const plan = await translate(`SELECT from_json(a, 'array<int>', ${options}) FROM VALUES ('/**/[1]') t(a)`, WITHOUT_TABLES)
  expect(plan.kind === 'query' && plan.query.sql.match(/fn_json_plain/g)).toHaveLength(1)
})
