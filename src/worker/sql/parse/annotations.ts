import { notSupported } from '../syntax-error.ts'
import type { Statement, WrittenAnnotation } from '../tree.ts'
import { readName, readTableName } from './names.ts'
import { readProperties, readPropertyKeys } from './properties.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/**
 * ALTER TABLE t SET | UNSET TBLPROPERTIES …, ALTER TABLE t ALTER | CHANGE [COLUMN] c COMMENT '…'; undefined, and nothing read, for what else is altered.
 */
export function readTableAnnotation(reader: TokenReader): Statement | undefined {
  if (!reader.isWord('ALTER', 'TABLE')) return undefined
  let ahead = 3
  while (reader.isSymbol('.', ahead)) ahead += 2
  const [first, second] = [reader.peek(ahead).word, reader.peek(ahead + 1).word]
  const isOfProperties = (first === 'SET' || first === 'UNSET') && second === 'TBLPROPERTIES'
  if (!isOfProperties && first !== 'ALTER' && first !== 'CHANGE') return undefined
  reader.next()
  reader.next()
  const table = readTableName(reader)
  reader.next()
  if (!isOfProperties) return { kind: 'annotate-table', table, annotation: readColumnComment(reader) }
  reader.next()
  if (first === 'SET') {
    return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: readProperties(reader), unset: [], ifExists: false } }
  }
  const ifExists = reader.takeWord('IF', 'EXISTS')
  return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: new Map(), unset: readPropertyKeys(reader), ifExists } }
}

function readColumnComment(reader: TokenReader): WrittenAnnotation {
  reader.takeWord('COLUMN')
  const column = readName(reader)
  if (reader.isWord('COMMENT') && reader.peek(1).kind === 'string') {
    reader.next()
    return { kind: 'column-comment', column, comment: readSingleString(reader) }
  }
  throw notSupported(
    'ALTER TABLE … ALTER COLUMN but for its comment',
    `Write ALTER TABLE … ALTER COLUMN c COMMENT '…', or create a new table.`,
  )
}

/** COMMENT ON TABLE t IS '…' | NULL; of a database it is refused. */
export function readCommentOn(reader: TokenReader): Statement {
  reader.expectWord('COMMENT')
  reader.expectWord('ON')
  if (!reader.takeWord('TABLE')) throw notSupported(`COMMENT ON ${reader.peek().word}`, 'There is COMMENT ON TABLE … IS.')
  const table = readTableName(reader)
  reader.expectWord('IS')
  const comment = reader.takeWord('NULL') ? '' : readSingleString(reader)
  return { kind: 'annotate-table', table, annotation: { kind: 'comment', comment } }
}
