import { notSupported, semanticError } from '../syntax-error.ts'
import type { SessionStatement } from '../tree/session-statement.ts'
import type { FunctionName, FunctionParameter } from '../tree/written-parts.ts'
import { beginsQuery } from './keywords.ts'
import { functionName, readName, readParts } from './names.ts'
import type { Parser } from './parser.ts'
import { readComment } from './strings.ts'
import type { TokenReader } from './token-reader.ts'
import { readDeclaredType } from './types.ts'

const NO_CLASSES = 'No classes and no programs of others are run here: write CREATE FUNCTION f(a INT) RETURNS INT RETURN an expression.'
const NO_QUERIES = 'The body is an expression of the parameters: make a view of the query.'

/** CREATE [OR REPLACE] [TEMP[ORARY]] FUNCTION [IF NOT EXISTS] [d.]f(a INT, …) RETURNS INT … RETURN expression */
export function readCreateFunction(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  let ahead = reader.peek(1).word === 'OR' && reader.peek(2).word === 'REPLACE' ? 3 : 1
  const isReplacing = ahead === 3
  const isTemporary = ['TEMP', 'TEMPORARY'].includes(reader.peek(ahead).word)
  if (isTemporary) ahead += 1
  if (reader.peek(ahead).word !== 'FUNCTION') return undefined
  for (let read = 0; read <= ahead; read += 1) reader.next()
  const ifNotExists = reader.takeWord('IF', 'NOT', 'EXISTS')
  const parts = readParts(reader)
  if (reader.isWord('AS')) throw notSupported("CREATE FUNCTION … AS 'class'", NO_CLASSES)
  if (isTemporary && ifNotExists)
    throw semanticError('A temporary function cannot be made with IF NOT EXISTS', 'Write CREATE OR REPLACE TEMPORARY FUNCTION.')
  if (isReplacing && ifNotExists) throw semanticError('CREATE FUNCTION has both OR REPLACE and IF NOT EXISTS', 'Write one of them.')
  const parameters = readParameters(parser)
  reader.expectWord('RETURNS')
  if (reader.isWord('TABLE')) throw notSupported('RETURNS TABLE', NO_QUERIES)
  const returns = readDeclaredType(reader)
  const comment = readCharacteristics(reader)
  const named: FunctionName = isTemporary ? temporaryName(parts) : { isTemporary: false, ...functionName(parts) }
  reader.expectWord('RETURN')
  if (beginsQuery(reader)) throw notSupported('RETURN of a query', NO_QUERIES)
  const first = reader.peek()
  const body = parser.expression()
  return {
    kind: 'create-function',
    function: named,
    isReplacing,
    ifNotExists,
    parameters,
    returns,
    comment,
    body: { expression: body, text: reader.textFrom(first) },
  }
}

/** DROP [TEMP[ORARY]] FUNCTION [IF EXISTS] [d.]f */
export function readDropFunction({ reader }: Parser): SessionStatement | undefined {
  const isTemporary = reader.takeWord('DROP', 'TEMPORARY', 'FUNCTION') || reader.takeWord('DROP', 'TEMP', 'FUNCTION')
  if (!isTemporary && !reader.takeWord('DROP', 'FUNCTION')) return undefined
  const ifExists = reader.takeWord('IF', 'EXISTS')
  const parts = readParts(reader)
  return {
    kind: 'drop-function',
    function: isTemporary ? temporaryName(parts) : { isTemporary: false, ...functionName(parts) },
    ifExists,
  }
}

function temporaryName(parts: readonly string[]): FunctionName {
  const [name = '', ...others] = parts
  if (others.length > 0)
    throw semanticError(
      `A temporary function is in no database, so ${name} cannot stand before its name`,
      `Write ${others.join('.')} alone.`,
    )
  return { isTemporary: true, database: undefined, name: name.toLowerCase() }
}

function readParameters(parser: Parser): readonly FunctionParameter[] {
  const { reader } = parser
  return reader.bracketed(() => (reader.isSymbol(')') ? [] : reader.list(() => readParameter(parser))))
}

function readParameter(parser: Parser): FunctionParameter {
  const { reader } = parser
  const name = readName(reader)
  const type = readDeclaredType(reader)
  let value: FunctionParameter['value']
  let comment: string | undefined
  for (;;) {
    if (value === undefined && reader.takeWord('DEFAULT')) {
      const first = reader.peek()
      const expression = parser.expression()
      value = { expression, text: reader.textFrom(first) }
    } else if (comment === undefined && reader.takeWord('COMMENT')) comment = readComment(reader)
    else return { name, type, value, comment }
  }
}

/** What may stand between the type and the body, in any order; it gives the comment. */
function readCharacteristics(reader: TokenReader): string | undefined {
  let comment: string | undefined
  for (;;) {
    if (comment === undefined && reader.takeWord('COMMENT')) comment = readComment(reader)
    else if (reader.takeWord('LANGUAGE')) {
      const language = readName(reader).toUpperCase()
      if (language !== 'SQL') throw notSupported(`CREATE FUNCTION … LANGUAGE ${language}`, NO_CLASSES)
    } else if (!CHARACTERISTICS.some((words) => reader.takeWord(...words))) return comment
  }
}

/** They say of the body what is seen in it. */
const CHARACTERISTICS: readonly (readonly string[])[] = [
  ['NOT', 'DETERMINISTIC'],
  ['DETERMINISTIC'],
  ['CONTAINS', 'SQL'],
  ['READS', 'SQL', 'DATA'],
]
