import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { type Candidate, complete, type Names } from '../../../../../src/client/sql-text/complete.ts'

const TYPES: Readonly<Record<Candidate['kind'], string>> = {
  database: 'namespace',
  table: 'class',
  column: 'property',
  alias: 'variable',
  keyword: 'keyword',
  function: 'function',
}
/** What belongs to the statement stands before what always could. */
const BOOSTS: Readonly<Record<Candidate['kind'], number>> = { column: 20, alias: 15, table: 10, database: 5, function: 0, keyword: 0 }

/** Databases, tables, columns, functions and keywords, as the command line completes them; by itself where something has been typed. */
export const completionSource =
  (names: Names) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.matchBefore(/[\w$`.]+/)
    if (before === null && !context.explicit) return null
    const { from, candidates } = await complete(context.state.doc.toString(), context.pos, names)
    if (candidates.length === 0) return null
    const options = candidates.map(({ word, kind }): Completion => ({ label: word, type: TYPES[kind], detail: kind, boost: BOOSTS[kind] }))
    return { from, options, validFor: /^[\w$`]*$/ }
  }
