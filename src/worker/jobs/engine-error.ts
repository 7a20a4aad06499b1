import { CausewayError } from '../../base/errors.ts'
import { sayEngineError } from './engine-sentences.ts'
import { fullDisk } from './full-disk.ts'
import { removedFile } from './removed-file.ts'

/** Internal names of relations and columns that the user never wrote. */
const SCAN_QUALIFIER = /"?\bscan_\d+"?\./g
const NEUTRAL_COLUMN = /\br[0-9a-f]{12}_\d+\b/g
/** The engine quotes the statement it ran, which is not the one the user wrote. */
const STATEMENT_QUOTE = /\n+LINE \d+:[\s\S]*$/
const STACK_TRACE = /\n+Stack Trace:[\s\S]*$/
const CAST_SOURCE = / when casting from source column \S+/g
const MESSAGE_LENGTH_MAX = 2000
/** The system's words, which the engine hands on. */
const FULL_DISK = /: (?:No space left on device|Disk quota exceeded)$/
/** Of values that a statement makes, before they are made. */
const TOO_LARGE = /: a value would be \d+ bytes, at most \d+$/
const SMALLER = 'Make less at once: a smaller count, or rows instead of one value (range, explode of several arrays)'
/** It is given paths of files that were there, which it looks for as for patterns. */
const REMOVED = /^(?:No files found that match the pattern|Cannot open file) "(obs:\/\/[^"]*)"(?:$|: No such file or directory$)/

/** Of the type that a Parquet file says a column to be of; which file it was is not said. */
const IMPOSSIBLE_TYPE =
  /^(?:\w+ converted type can only be set for|MAP_KEY_VALUE (?:requires|needs)|FIXED_LEN_BYTE_ARRAY requires|Unsupported converted type)/

/** The engine's error text in the user's words: no internal names, no paths of this machine, and a kind. */
export function engineErrorToUser(text: string, shownPaths: ReadonlyMap<string, string>): CausewayError {
  const [, type = '', rest = text] = /^([A-Za-z][A-Za-z ]*) Error: ([\s\S]*)$/.exec(text) ?? []
  const message = clean(rest, shownPaths)
  switch (type) {
    case 'Out of Memory':
      if (text.includes("'max_temp_directory_size'")) {
        return new CausewayError(
          'limit-exceeded',
          'The statement needs more disk than its queue gives to one for what does not fit into memory',
          {
            hint: 'Use a queue with more CUs, let the statement handle less at once (filter earlier, aggregate before a join), or set scratchGib in causeway.yaml',
            cause: text,
          },
        )
      }
      return new CausewayError('limit-exceeded', `The statement needs more memory than its queue has: ${outOfMemoryDetail(message)}`, {
        hint: 'Use a queue with more CUs, or let the statement handle less at once: filter earlier, or aggregate before a join',
        cause: text,
      })
    case 'Conversion':
    case 'Out of Range':
    case 'Overflow':
    case 'Invalid Input':
    case 'Constraint':
    case 'Mismatch Type':
      return said('invalid-parameter', message, text)
    case 'Binder':
    case 'Catalog':
    case 'Parser':
    case 'Not implemented':
      return said('sql-semantics', message, text)
    case 'INTERRUPT':
      return new CausewayError('cancelled', 'The statement was interrupted', { cause: text })
    case 'Syntax':
      return said('sql-semantics', message, text)
    case 'IO':
    case 'Permission':
      return fileError(message, text, shownPaths)
    case 'Invalid':
      // The engine's Parquet reader, and nobody else: it does not say which file it was.
      if (/^TProtocolException|^don't know what type|^Prefetch registered for bytes outside|^Out of buffer/.test(message))
        return damagedParquet([...new Set(shownPaths.values())], text)
      return failed(text)
    case 'INTERNAL':
      // Decimals of more digits than their column has: its statistics are looked at first, and only where it failed says that it was there.
      if (/^Information loss on integer cast/.test(rest) && /ParquetStatisticsUtils/.test(rest))
        return damagedParquet([...new Set(shownPaths.values())], text)
      return failed(text)
    default:
      return failed(text)
  }
}

function fileError(message: string, cause: string, shownPaths: ReadonlyMap<string, string>): CausewayError {
  if (FULL_DISK.test(message)) return fullDisk(cause)
  const [, removed] = REMOVED.exec(message) ?? []
  if (removed !== undefined) return removedFile(removed, cause)
  // Older writers left the scale out, and meant 0.
  if (/^DECIMAL requires a length and scale/.test(message))
    return new CausewayError('not-supported', 'A Parquet file has a decimal that says no scale, which is not supported', {
      hint: 'Have it written anew with a scale, DECIMAL(p, 0)',
      cause,
    })
  if (IMPOSSIBLE_TYPE.test(message)) return damagedParquet([...new Set(shownPaths.values())], cause)
  return new CausewayError('invalid-parameter', `A file cannot be read or written: ${sayEngineError(message).message}`, { cause })
}

function damagedParquet(places: readonly string[], cause: string): CausewayError {
  // The folders that they are in have names, too.
  const [only, ...others] = places.filter((place) => !places.some((other) => other.startsWith(`${place}/`)))
  return new CausewayError(
    'invalid-parameter',
    only !== undefined && others.length === 0
      ? `${only} is a damaged Parquet file`
      : 'One of the Parquet files that the statement reads is damaged',
    {
      hint: 'Have it written anew; which one it is shows when they are read one by one: SELECT max(column) FROM parquet.`obs://bucket/folder/file`',
      cause,
    },
  )
}

/** Its own words are of its inside: they are for our log. */
const failed = (cause: string): CausewayError =>
  new CausewayError('internal', 'The engine failed while it ran the statement', {
    hint: 'Later jobs are not affected. If it happens again: run the statement over parts of its data, to find the file or the expression that makes it fail',
    cause,
  })
function said(kind: 'invalid-parameter' | 'sql-semantics', cleaned: string, cause: string): CausewayError {
  const { message, hint } = sayEngineError(cleaned)
  if (TOO_LARGE.test(message)) return new CausewayError('limit-exceeded', message, { hint: SMALLER, cause })
  return new CausewayError(kind, message, { ...(hint === undefined ? {} : { hint }), cause })
}

function clean(text: string, shownPaths: ReadonlyMap<string, string>): string {
  let message = text
    .replace(STACK_TRACE, '')
    .replace(STATEMENT_QUOTE, '')
    .replace(CAST_SOURCE, '')
    .replace(SCAN_QUALIFIER, '')
    .replace(NEUTRAL_COLUMN, 'a column')
  const longestFirst = [...shownPaths].toSorted(([a], [b]) => b.length - a.length)
  for (const [path, shown] of longestFirst) message = message.replaceAll(path, shown)
  // What is still an absolute path is one of this machine.
  message = message.replace(/(["'\s(])\/(?:[^\s"'/]+\/)+([^\s"'/]*)/g, '$1$2')
  return message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX)} …`
}

/** The first sentence; what follows are settings that the user cannot change. */
const outOfMemoryDetail = (message: string): string => message.split('\n')[0] ?? message
