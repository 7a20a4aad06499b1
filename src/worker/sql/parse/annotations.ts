import { notSupported } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { readTableName } from './names.ts'
import { readProperties, readPropertyKeys } from './properties.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** ALTER TABLE t SET | UNSET TBLPROPERTIES …; undefined, and nothing read, for what else is altered. */
export function readTableProperties(reader: TokenReader): Statement | undefined {
  if (!reader.isWord('ALTER', 'TABLE')) return undefined
  let ahead = 3
  while (reader.isSymbol('.', ahead)) ahead += 2
  const [first, second] = [reader.peek(ahead).word, reader.peek(ahead + 1).word]
  if (!((first === 'SET' || first === 'UNSET') && second === 'TBLPROPERTIES')) return undefined
  reader.next()
  reader.next()
  const table = readTableName(reader)
  reader.next()
  reader.next()
  if (first === 'SET') {
    return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: readProperties(reader), unset: [], ifExists: false } }
  }
  const ifExists = reader.takeWord('IF', 'EXISTS')
  return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: new Map(), unset: readPropertyKeys(reader), ifExists } }
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
