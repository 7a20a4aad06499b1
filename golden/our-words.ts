import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = join(import.meta.dirname, '..', 'src')
/** Patterns of what the engine says are not words of ours. */
const SENTENCES_OF_ENGINE = /^\s*says: .*$/gm
const COMMENTS = /^\s*(?:\/\/|\/?\*).*$/gm
/** Shorter ones may stand in anybody's sentence, and so may these. */
const PIECE_LENGTH_MIN = 14
const ANYBODYS: ReadonlySet<string> = new Set([' does not exist', ' is out of range'])

/** The pieces of sentences that stand in Causeway's sources, between what is put into them. */
export function readOurWords(): readonly string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.'),
  )
  return [...new Set(files.flatMap((name) => piecesOf(readFileSync(join(SOURCES, name), 'utf8'))))]
}

export const piecesOf = (source: string): readonly string[] =>
  source
    .replace(SENTENCES_OF_ENGINE, '')
    .replace(COMMENTS, '')
    .split(/['"`\n]|\$\{|\}/)
    .filter((piece) => piece.length >= PIECE_LENGTH_MIN && /\w \w/.test(piece) && !ANYBODYS.has(piece))

/** Whether the message is of Causeway, or of the statement's own writer, who may raise what errors he likes. */
export const isOurs = (message: string, sql: string, ourWords: readonly string[]): boolean =>
  ourWords.some((piece) => message.includes(piece)) || /\b(?:raise_error|assert_true)\s*\(/i.test(sql)
