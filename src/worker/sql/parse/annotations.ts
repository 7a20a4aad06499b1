import { notSupported } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { readDatabaseName, readTableName } from './names.ts'
import { readProperties, readPropertyKeys } from './properties.ts'
import { readComment, readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** What a database is called in statements. */
export const DATABASE_WORDS = ['DATABASE', 'SCHEMA', 'NAMESPACE'] as const

/** ALTER TABLE t SET | UNSET TBLPROPERTIES …, SET LOCATION …; undefined, and nothing read, for what else is altered. */
export function readTableProperties(reader: TokenReader): Statement | undefined {
  if (!reader.isWord('ALTER', 'TABLE')) return undefined
  let ahead = 3
  while (reader.isSymbol('.', ahead)) ahead += 2
  const [first, second] = [reader.peek(ahead).word, reader.peek(ahead + 1).word]
  const isLocation = first === 'SET' && second === 'LOCATION'
  if (!isLocation && !((first === 'SET' || first === 'UNSET') && second === 'TBLPROPERTIES')) return undefined
  reader.next()
  reader.next()
  const table = readTableName(reader)
  reader.next()
  reader.next()
  if (isLocation) return { kind: 'annotate-table', table, annotation: { kind: 'location', location: readSingleString(reader) } }
  if (first === 'SET') {
    return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: readProperties(reader), unset: [], ifExists: false } }
  }
  const ifExists = reader.takeWord('IF', 'EXISTS')
  return { kind: 'annotate-table', table, annotation: { kind: 'properties', set: new Map(), unset: readPropertyKeys(reader), ifExists } }
}

/** ALTER DATABASE d SET DBPROPERTIES …; undefined, and nothing read, where something else is altered. */
export function readDatabaseProperties(reader: TokenReader): Statement | undefined {
  const what = DATABASE_WORDS.find((word) => reader.isWord('ALTER', word))
  if (what === undefined) return undefined
  reader.next()
  reader.next()
  const database = readDatabaseName(reader)
  const [first, second] = [reader.peek().word, reader.peek(1).word]
  if (!(first === 'SET' && (second === 'DBPROPERTIES' || second === 'PROPERTIES')))
    throw notSupported(`ALTER ${what} … ${first} ${second}`.trimEnd(), 'There are SET DBPROPERTIES and COMMENT ON DATABASE … IS.')
  reader.next()
  reader.next()
  return { kind: 'annotate-database', database, comment: undefined, properties: readProperties(reader) }
}

/** COMMENT ON TABLE | DATABASE … IS '…' | NULL */
export function readCommentOn(reader: TokenReader): Statement {
  reader.expectWord('COMMENT')
  reader.expectWord('ON')
  if (reader.takeWord('TABLE')) {
    const table = readTableName(reader)
    return { kind: 'annotate-table', table, annotation: { kind: 'comment', comment: readCommentOrNull(reader) } }
  }
  const ofDatabase = DATABASE_WORDS.some((word) => reader.takeWord(word))
  if (!ofDatabase) throw notSupported(`COMMENT ON ${reader.peek().word}`, 'There are COMMENT ON TABLE … IS and COMMENT ON DATABASE … IS.')
  const database = readDatabaseName(reader)
  return { kind: 'annotate-database', database, comment: readCommentOrNull(reader), properties: new Map() }
}

function readCommentOrNull(reader: TokenReader): string {
  reader.expectWord('IS')
  return reader.takeWord('NULL') ? '' : readComment(reader)
}
