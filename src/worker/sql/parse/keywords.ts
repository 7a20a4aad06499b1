import { BEFORE_BY, CLAUSES } from './clauses.ts'
import type { TokenReader } from './token-reader.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that begin no expression, though Spark reserves none: after them the statement goes on in another clause. */
const NO_EXPRESSION = set('FROM WHERE AND OR THEN ELSE HAVING AS UNION EXCEPT INTERSECT JOIN')
/** Words before something else, and columns where nothing of it follows. */
const BEFORE_OTHER = set('BY ON USING')

/** Spark's strictNonReserved words: any name but a table's alias. */
const NO_TABLE_ALIAS = set('ANTI CROSS EXCEPT FULL INNER INTERSECT JOIN LATERAL LEFT NATURAL ON RIGHT SEMI MINUS SETMINUS UNION USING')

const AFTER_EXPRESSION = set(
  'FROM WHERE HAVING UNION EXCEPT INTERSECT MINUS SETMINUS LATERAL AND OR IS IN LIKE ILIKE RLIKE REGEXP BETWEEN NOT DIV AS',
)
const AFTER_COLUMN = set('GROUP ORDER SORT LIMIT ASC DESC WHEN THEN ELSE END')
const AFTER_RELATION = set('WHERE HAVING UNPIVOT SET AND OR SELECT VALUES WHEN AS')

/** Whether the next word begins a clause of the query around, where it could also be a name: GROUP BY does, GROUP alone does not. */
export function beginsClause(reader: TokenReader): boolean {
  if (reader.isOneOf(BEFORE_BY)) return reader.peek(1).word === 'BY'
  if (reader.isWord('LIMIT') || reader.isWord('OFFSET')) {
    const { kind, text } = reader.peek(1)
    return kind === 'number' || kind === 'string' || kind === 'word' || text === '(' || text === '-'
  }
  return reader.isWord('WINDOW') && reader.peek(2).word === 'AS'
}

/** A word that may be a column's alias without AS before it. */
export const canAliasColumn = (reader: TokenReader): boolean =>
  reader.peek().kind === 'quoted-name' ||
  (reader.peek().kind === 'word' &&
    !reader.isOneOf(AFTER_EXPRESSION) &&
    !beginsClause(reader) &&
    !beginsSelect(reader) &&
    !beginsInsert(reader))

/** FROM t INSERT INTO a SELECT b INSERT INTO c SELECT d: the next one of several inserts. */
const beginsInsert = (reader: TokenReader): boolean => reader.isWord('INSERT', 'INTO') || reader.isWord('INSERT', 'OVERWRITE')

/** FROM t SELECT a SELECT b: two queries. SELECT is the name of a column where nothing follows that could be one. */
function beginsSelect(reader: TokenReader): boolean {
  if (!reader.isWord('SELECT')) return false
  const { kind, text, word } = reader.peek(1)
  if (kind === 'symbol') return text === '*' || text === '(' || text === '-' || text === '+'
  return kind !== 'end' && !CLAUSES.includes(word) && !SET_OPERATORS.has(word)
}

/** Whether the word that is next is no alias of a table, not even behind AS. */
export const isStrictWord = (reader: TokenReader): boolean => reader.isOneOf(NO_TABLE_ALIAS)

/** Names where nothing of their clause follows: PIVOT (, TABLESAMPLE (, INSERT INTO. */
const beginsAfterRelation = (reader: TokenReader): boolean =>
  ((reader.isWord('PIVOT') || reader.isWord('TABLESAMPLE')) && reader.isSymbol('(', 1)) || beginsInsert(reader)

/** A word that may be a table's alias. */
export const canAliasTable = (reader: TokenReader): boolean =>
  reader.peek().kind === 'quoted-name' ||
  (reader.peek().kind === 'word' &&
    !reader.isOneOf(NO_TABLE_ALIAS) &&
    !beginsAfterRelation(reader) &&
    !reader.isOneOf(AFTER_RELATION) &&
    !beginsClause(reader))

/** Whether the word that is next begins no expression; a function or a table of its name does. */
export function beginsNoExpression(reader: TokenReader): boolean {
  if (reader.isSymbol('(', 1) || reader.isSymbol('.', 1)) return false
  if (!reader.isOneOf(BEFORE_OTHER)) return reader.isOneOf(NO_EXPRESSION)
  const { kind } = reader.peek(1)
  return kind !== 'end' && kind !== 'symbol' && !reader.isOneOf(AFTER_EXPRESSION, 1) && !reader.isOneOf(AFTER_COLUMN, 1)
}

/** How tightly each binds. */
export const SET_OPERATORS: ReadonlyMap<string, readonly ['UNION' | 'INTERSECT' | 'EXCEPT', number]> = new Map([
  ['UNION', ['UNION', 1]],
  ['EXCEPT', ['EXCEPT', 1]],
  ['MINUS', ['EXCEPT', 1]],
  ['SETMINUS', ['EXCEPT', 1]],
  ['INTERSECT', ['INTERSECT', 2]],
])

/** Whether the query in brackets that was just read is only a part of a larger one. */
export const continuesQuery = (reader: TokenReader): boolean => SET_OPERATORS.has(reader.peek().word) || beginsClause(reader)

const QUERY_WORDS = set('SELECT WITH VALUES FROM TABLE')

/** Whether a query begins here; a column called `from` or `values` does not begin one. */
export function beginsQuery(reader: TokenReader, ahead = 0): boolean {
  if (!reader.isOneOf(QUERY_WORDS, ahead)) return false
  const { kind, text } = reader.peek(ahead + 1)
  switch (reader.peek(ahead).word) {
    case 'WITH':
    case 'TABLE':
      return kind === 'word' || kind === 'quoted-name'
    case 'VALUES':
      return kind !== 'symbol' || text === '(' || text === '-' || text === '+'
    default:
      return kind !== 'symbol' || (text !== ')' && text !== ',')
  }
}
