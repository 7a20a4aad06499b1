import { describe, expect, test } from 'vitest'
import { queryOf, refusal, selectOf, shape } from './fixtures/parsed.ts'

describe('brackets', () => {
  test('of IN are a list, or a query of any shape', () => {
    const kindOf = (sql: string) => selectOf(`SELECT 1 FROM t WHERE ${sql}`).where
    expect(kindOf('x IN ((SELECT 1) UNION ALL (SELECT 2))')).toMatchObject({ kind: 'in-query', query: { body: { operator: 'UNION' } } })
    expect(kindOf('x IN (SELECT 1)')).toMatchObject({ kind: 'in-query' })
    expect(kindOf('x IN ((SELECT 1))')).toMatchObject({ kind: 'in-list', items: [{ kind: 'scalar-query' }] })
    expect(kindOf('x IN ((SELECT 1), 2)')).toMatchObject({ kind: 'in-list', items: [{ kind: 'scalar-query' }, { kind: 'number' }] })
    expect(kindOf('x IN ((1, 2))')).toMatchObject({ kind: 'in-list', items: [{ kind: 'row' }] })
  })

  test('behind the name of a common table are its columns or its query', () => {
    expect(queryOf('WITH x (SELECT 1 AS a) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: [] }])
    expect(queryOf('WITH x (a) AS (SELECT 1) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: ['a'] }])
    expect(queryOf('WITH x (a) (SELECT 1) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: ['a'] }])
  })
})

describe('a query', () => {
  test('words that Spark does not reserve are names wherever a name can stand', () => {
    const { items, from } = selectOf('SELECT order, limit, window, t.select AS from FROM group.table AS set')
    expect(items.map((item) => shape(item.expression))).toEqual(['order', 'limit', 'window', 't.select'])
    expect(items[3]?.alias).toBe('from')
    expect(from).toEqual([{ kind: 'table', name: { database: 'group', table: 'table' }, alias: { name: 'set', columnNames: [] } }])
  })

  test('a table has no alias where its join or the next clause begins', () => {
    const { from, where } = selectOf('SELECT * FROM a LEFT JOIN b ON a.x = b.x ANTI JOIN c USING (x) WHERE y')
    expect(from).toMatchObject([
      { kind: 'join', join: 'anti', left: { kind: 'join', join: 'left', right: { alias: { name: undefined } } } },
    ])
    expect(where).toEqual({ kind: 'column', parts: ['y'] })
  })

  test('INTERSECT binds tighter than UNION and EXCEPT, and brackets decide', () => {
    expect(queryOf('SELECT 1 UNION ALL SELECT 2 INTERSECT DISTINCT SELECT 3').body).toMatchObject({
      operator: 'UNION',
      right: { operator: 'INTERSECT' },
    })
    expect(queryOf('(SELECT 1 UNION ALL SELECT 2) INTERSECT SELECT 3').body).toMatchObject({
      operator: 'INTERSECT',
      left: { kind: 'nested' },
    })
    expect(queryOf('SELECT 1 EXCEPT DISTINCT SELECT 2 UNION ALL SELECT 3').body).toMatchObject({
      operator: 'UNION',
      isAll: true,
      left: { operator: 'EXCEPT' },
    })
  })

  test('brackets in FROM are a query or a relation, whatever stands behind how many of them', () => {
    expect(selectOf('SELECT * FROM ((SELECT 1) UNION (SELECT 2)) u').from).toMatchObject([{ kind: 'query', alias: { name: 'u' } }])
    expect(selectOf('SELECT * FROM ((SELECT 1) a JOIN b)').from).toMatchObject([{ kind: 'nested', relation: { kind: 'join' } }])
    expect(selectOf('SELECT * FROM (((t)))').from).toMatchObject([{ kind: 'nested' }])
  })
})

describe('a set operation without ALL or DISTINCT', () => {
  test.each([
    ['SELECT 1 UNION SELECT 2', 16],
    ['SELECT 1 AS one UNION SELECT 2 UNION SELECT 3', 38],
    ['(SELECT 1,2 EXCEPT SELECT 4,5) INTERSECT SELECT 4,5', 20],
    ['SELECT x FROM t LATERAL VIEW explode(a) v MINUS SELECT 2', 49],
  ])('%s is no query: its word is the name of what stands before', (sql, column) => {
    const error = refusal(sql)
    expect(error).toMatchObject({ kind: 'sql-syntax', hint: expect.stringContaining('ALL or') })
    expect(error.message).toBe(`Syntax error at line 1, column ${column}: "SELECT" is unexpected`)
  })

  test.each([
    'SELECT 1 AS one UNION SELECT 2',
    'SELECT 1 UNION SELECT a FROM t',
    'SELECT 1 UNION ALL SELECT 2',
    'SELECT 1 UNION DISTINCT SELECT 2',
    'SELECT 1 UNION (SELECT 2) UNION SELECT 3',
    'SELECT 1 WHERE true UNION SELECT 2',
    'SELECT a FROM t UNION SELECT 1',
    'SELECT 1 UNION VALUES (2)',
  ])('%s is one', (sql) => {
    expect(queryOf(sql).body.kind).toBe('set-operation')
  })
})

describe('a query that begins with FROM', () => {
  test('is the same query', () => {
    expect(selectOf('FROM t, u SELECT a WHERE b')).toEqual(selectOf('SELECT a FROM t, u WHERE b'))
  })

  test('may have several, each with its own order and limit', () => {
    expect(queryOf('FROM t SELECT a ORDER BY b LIMIT 1 SELECT c').body).toMatchObject({
      kind: 'set-operation',
      operator: 'UNION',
      isAll: true,
      left: { kind: 'nested', query: { order: [{}], limit: { text: '1' } } },
      right: { kind: 'select', from: [{ kind: 'table', name: { table: 't' } }] },
    })
  })

  test('and inserts is refused by its name', () => {
    expect(refusal('SELECT * FROM (FROM t INSERT INTO u SELECT a)').message).toBe('An insert within a query is not supported')
  })
})

describe('GROUP BY', () => {
  const setsOf = (grouping: string): unknown => {
    const [element] = selectOf(`SELECT 1 FROM t GROUP BY ${grouping}`).groupBy ?? []
    if (element === undefined || element.kind === 'expression') throw new Error(`${grouping} has no sets`)
    return element.sets.map((set) => set.map(shape).join(' '))
  }

  test.each([
    ['GROUPING SETS (ROLLUP (a, b))', ['a b', 'a', '']],
    ['GROUPING SETS (CUBE (a, (b, c)), d, ())', ['a b c', 'a', 'b c', '', 'd', '']],
    ['GROUPING SETS (GROUPING SETS ((a), GROUPING SETS (b)), c)', ['a', 'b', 'c']],
    ['a, b GROUPING SETS ((a), (a, b))', ['a', 'a b']],
    ['a, b WITH CUBE', ['a', 'b']],
  ])('%s', (grouping, sets) => {
    expect(setsOf(grouping)).toEqual(sets)
  })

  test('refuses an empty set in ROLLUP, and more sets than are computed', () => {
    expect(refusal('SELECT 1 FROM t GROUP BY ROLLUP (a, ())').message).toBe(
      'At line 1, column 34: an empty set in ROLLUP is nothing to group by',
    )
    const columns = Array.from({ length: 20 }, (_, index) => `c${index}`).join(', ')
    expect(refusal(`SELECT 1 FROM t GROUP BY GROUPING SETS (CUBE (${columns}))`).kind).toBe('limit-exceeded')
  })
})

describe('PIVOT and TABLESAMPLE', () => {
  test('PIVOT takes all that FROM names', () => {
    expect(selectOf('SELECT * FROM t, u PIVOT (sum(v) AS s, avg(v) FOR (m, n) IN ((1, 2) AS a, (3, 4)))').from).toMatchObject([
      {
        kind: 'pivot',
        relation: { kind: 'join', join: 'cross' },
        aggregates: [{ alias: 's' }, { alias: undefined }],
        columns: ['m', 'n'],
        values: [{ alias: 'a', expression: { kind: 'row' } }, { alias: undefined }],
      },
    ])
  })

  test('a sample has the alias behind it', () => {
    const sampleOf = (sample: string): unknown => selectOf(`SELECT * FROM t TABLESAMPLE (${sample}) x`).from[0]
    expect(sampleOf('10.5 PERCENT')).toMatchObject({ kind: 'sample', relation: { alias: { name: 'x' } }, method: { fraction: 0.105 } })
    expect(sampleOf('3 ROWS')).toMatchObject({ method: { kind: 'rows', count: { text: '3' } } })
    expect(sampleOf('BUCKET 1 OUT OF 4')).toMatchObject({ method: { kind: 'fraction', fraction: 0.25 } })
    expect(refusal('SELECT * FROM t TABLESAMPLE (101 PERCENT)').message).toContain('it is from 0 to 1')
    expect(refusal('SELECT * FROM t TABLESAMPLE (300M)').message).toContain('by size is not supported')
  })

  test('both words are names where no bracket follows', () => {
    expect(selectOf('SELECT pivot, tablesample FROM pivot tablesample').from).toMatchObject([{ alias: { name: 'tablesample' } }])
  })
})

describe('a window', () => {
  test('may be another name of one, in any order', () => {
    const { windows } = selectOf('SELECT 1 FROM t WINDOW v AS (w), w AS (CLUSTER BY a)')
    expect([...windows.keys()].sort()).toEqual(['v', 'w'])
    expect(windows.get('v')).toEqual(windows.get('w'))
  })

  test.each([
    ['w AS (ORDER BY a), w AS ()', 'At line 1, column 43: the window w is defined twice'],
    ['v AS w', 'The window v is another name of w, which is not defined'],
    ['w AS (ROWS a PRECEDING)', 'At line 1, column 35: the distance of a window frame is no value that is written in the statement'],
  ])('%s is refused', (windows, message) => {
    expect(refusal(`SELECT 1 FROM t WINDOW ${windows}`).message).toBe(message)
  })
})

test('rows are sorted by ORDER BY, SORT BY or CLUSTER BY, and distributed by DISTRIBUTE BY', () => {
  const orderOf = (clause: string) => {
    const { order, distribution } = queryOf(`SELECT * FROM t ${clause}`)
    return [order.map((item) => shape(item.expression)), distribution.map(shape)]
  }
  expect(orderOf('CLUSTER BY a, b')).toEqual([['a', 'b'], []])
  expect(orderOf('DISTRIBUTE BY a SORT BY b')).toEqual([['b'], ['a']])
  expect(refusal('SELECT * FROM t CLUSTER BY a SORT BY b').kind).toBe('sql-syntax')
})
