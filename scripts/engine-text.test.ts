// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code
import { expect, it } from 'vitest'
import type { PrintedQuery } from '../src/worker/sql/plan/plan.ts'
import { engineTextIn } from './engine-text.ts'

const PLAN = 'src/worker/sql/plan/insert.ts'

it.each([
  ['text around a printed query', 'const sql = `(${before.query.sql}) UNION ALL (${query.sql})`'],
  ['text around what is printed there', 'conditions.map((one) => `(${printAlone(one)})`)'],
  ['a macro', "const sql = 'sp_trim_all(x)'"],
  ['a function of ours', 'const sql = `coalesce(fn_date_text(${x}))`'],
  ['a template by hand', "const made = { kind: 'template', texts: ['NULL'], parts: [] }"],
  ['a text that calls itself printed', 'const sql = `SELECT 1` as EngineText'],
])('finds %s', (_what, code) => {
  expect(engineTextIn(PLAN, code)).toHaveLength(1)
})

it('finds nothing in what only speaks of SQL, in comments, and where engine text is written', () => {
  expect(engineTextIn(PLAN, "throw semanticError(`GROUP BY of ${bound.name}`, 'Write SELECT …')")).toEqual([])
  expect(engineTextIn(PLAN, '// As sp_trim_all(x).\n/** `${query.sql}` */')).toEqual([])
  expect(engineTextIn('src/worker/sql/functions/texts/string.ts', 'template`sp_trim_all(${value.sql})`')).toEqual([])
  expect(engineTextIn('src/worker/sql/render/duckdb/query.ts', 'printed(query) as EngineText')).toEqual([])
})

it('is told by the types, too: a plan takes no text that is put together', () => {
  const query = (printed: PrintedQuery): PrintedQuery => ({
    ...printed,
    // @ts-expect-error It is a string.
    sql: `(${printed.sql}) UNION ALL (${printed.sql})`,
  })
  expect(query).toBeTypeOf('function')
})
