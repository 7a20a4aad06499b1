import { notSupported, semanticError } from '../syntax-error.ts'
import type { FunctionParameter, SessionStatement } from '../tree.ts'
import { beginsQuery } from './keywords.ts'
import { readName, readParts } from './names.ts'
import type { Parser } from './parser.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'
import { readDeclaredType } from './types.ts'

const OF_A_DATABASE = 'CREATE TEMPORARY FUNCTION makes one of your session, which stays until it is dropped.'
const NO_CLASSES =
  'No classes and no programs of others are run here: write CREATE TEMPORARY FUNCTION f(a INT) RETURNS INT RETURN an expression.'
const NO_QUERIES = 'The body is an expression of the parameters: make a view of the query.'

/** CREATE [OR REPLACE] [TEMP[ORARY]] FUNCTION [IF NOT EXISTS] f(a INT, …) RETURNS INT … RETURN expression */
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
  const parameters = readParameters(parser)
  reader.expectWord('RETURNS')
  if (reader.isWord('TABLE')) throw notSupported('RETURNS TABLE', NO_QUERIES)
  const returns = readDeclaredType(reader)
  const comment = readCharacteristics(reader)
  if (!isTemporary) throw notSupported('CREATE FUNCTION in a database', OF_A_DATABASE)
  const name = temporaryName(parts)
  reader.expectWord('RETURN')
  if (beginsQuery(reader)) throw notSupported('RETURN of a query', NO_QUERIES)
  const first = reader.peek()
  const body = parser.expression()
  return {
    kind: 'create-function',
    name,
    isReplacing,
    parameters,
    returns,
    comment,
    body: { expression: body, text: reader.textFrom(first) },
  }
}

/** DROP TEMPORARY FUNCTION [IF EXISTS] f */
export function readDropFunction({ reader }: Parser): SessionStatement | undefined {
  const isTemporary = reader.takeWord('DROP', 'TEMPORARY', 'FUNCTION') || reader.takeWord('DROP', 'TEMP', 'FUNCTION')
  if (!isTemporary) {
    if (reader.isWord('DROP', 'FUNCTION')) throw notSupported('DROP FUNCTION of a database', 'Write DROP TEMPORARY FUNCTION.')
    return undefined
  }
  const ifExists = reader.takeWord('IF', 'EXISTS')
  return { kind: 'drop-function', name: temporaryName(readParts(reader)), ifExists }
}

function temporaryName(parts: readonly string[]): string {
  const [name = '', ...others] = parts
  if (others.length > 0)
    throw semanticError(
      `A temporary function is in no database, so ${name} cannot stand before its name`,
      `Write ${others.join('.')} alone.`,
    )
  return name.toLowerCase()
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
    } else if (comment === undefined && reader.takeWord('COMMENT')) comment = readSingleString(reader)
    else return { name, type, value, comment }
  }
}

/** What may stand between the type and the body, in any order; it gives the comment. */
function readCharacteristics(reader: TokenReader): string | undefined {
  let comment: string | undefined
  for (;;) {
    if (comment === undefined && reader.takeWord('COMMENT')) comment = readSingleString(reader)
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
