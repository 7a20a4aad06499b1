import { registerHooks } from 'node:module'
import { type ATN, AtomTransition, RuleTransition } from 'antlr4ng'

// dt-sql-parser's files import each other without a file extension, which Node refuses: the ending is added, for that package only.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const isInside = context.parentURL?.includes('/node_modules/dt-sql-parser/') === true
    return isInside && specifier.startsWith('.') && !specifier.endsWith('.js')
      ? nextResolve(`${specifier}.js`, context)
      : nextResolve(specifier, context)
  },
})

const lexerModule = await import('dt-sql-parser/dist/lib/spark/SparkSqlLexer.js')
const parserModule = await import('dt-sql-parser/dist/lib/spark/SparkSqlParser.js')

export const SparkSqlLexer = lexerModule.SparkSqlLexer
export const SparkSqlParser = parserModule.SparkSqlParser

/** A token type that the lexer never makes. */
const NO_TOKEN = 0x7ff_ffff

/**
 * The grammar has alternatives that serve code completion only: an empty column, and a column name where any expression may stand.
 * They make `SELECT year(d)` read as a column `year` with an alias list, and nearly every decision ambiguous (a statement took 300 ms
 * instead of 1 ms). They are closed in the automaton, so the alternative that reads an expression is taken.
 */
function closeCompletionAlternatives(atn: ATN, ruleNames: readonly string[]): void {
  const columnWhereExpression = new Set(['sortItem', 'groupByClause', 'groupingSet', 'joinCriteria'])
  for (const state of atn.states) {
    if (state === null) continue
    state.transitions.forEach((transition, index) => {
      if (!(transition instanceof RuleTransition)) return
      const caller = ruleNames[state.ruleIndex] ?? ''
      const called = ruleNames[transition.target.ruleIndex] ?? ''
      const isColumn = called === 'columnName' || called === 'columnNamePathAllowEmpty'
      const isForCompletion =
        called === 'emptyColumn' || called === 'selectLiteralColumnName' || (isColumn && columnWhereExpression.has(caller))
      if (isForCompletion) state.transitions[index] = new AtomTransition(transition.target, NO_TOKEN)
    })
  }
}

closeCompletionAlternatives(SparkSqlParser._ATN, SparkSqlParser.ruleNames)

/** The classes of the parse tree's nodes, to tell them apart. */
export const nodes = parserModule
