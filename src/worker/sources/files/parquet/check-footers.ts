import { type FileHandle, open } from 'node:fs/promises'
import { CausewayError } from '../../../../base/errors.ts'
import { sideBySide } from '../../../../base/side-by-side.ts'
import { scanFooter, UnreadFooter } from './footer-scanner.ts'

/** The engine keeps about twenty times as much of one while it reads the file. */
const FOOTER_BYTES_MAX = 64 << 20
/** The length of a footer, and what says that it is one. */
const TAIL_BYTES = 8
const FIRST_BYTES = 64 << 10
const AT_ONCE = 8

/** What was seen in footers, as long as the files are as they were: each statement would look at them again. */
const SEEN = new Map<string, boolean>()
const SEEN_MAX = 50_000

/**
 * Looks at what Parquet files that others wrote say of themselves before the engine does, which would take the worker down, or work for days, over some of it. What is
 * no Parquet file at all it says itself. @throws CausewayError
 * @returns those that say types of columns in a way that the engine overlooks: `writeConvertedCopy` makes files of them that it reads
 */
export async function checkFooters(
  paths: readonly string[],
  shown: (path: string) => string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const overlooked = new Set<string>()
  await sideBySide(paths, AT_ONCE, async (path) => {
    signal.throwIfAborted()
    if (await checkFooter(path, shown)) overlooked.add(path)
  })
  return overlooked
}

/** The same of files that are read as they stand. @throws CausewayError for one that would not be read right so */
export async function checkFootersAsTheyStand(
  paths: readonly string[],
  shown: (path: string) => string,
  signal: AbortSignal,
): Promise<void> {
  const [first] = await checkFooters(paths, shown, signal)
  if (first === undefined) return
  throw new CausewayError(
    'not-supported',
    `${shown(first)} says the types of its columns by logical types alone, by MAP_KEY_VALUE or as BSON`,
    {
      hint: 'In tables that keep a log of their own such files are not read. Have it written anew with converted types, too, as most programs do, and with binaries.',
    },
  )
}

async function checkFooter(path: string, shown: (path: string) => string): Promise<boolean> {
  let file: FileHandle
  try {
    file = await open(path)
  } catch {
    // Gone, or not to be read: the engine says so of it.
    return false
  }
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true })
    const key = [path, dev, ino, size, mtimeNs, ctimeNs].join('\0')
    const known = SEEN.get(key)
    if (known !== undefined) return known
    const footer = await footerOf(file, Number(size), shown(path))
    const found = footer !== undefined && scan(footer, Number(size), shown(path))
    const [oldest] = SEEN.keys()
    if (SEEN.size >= SEEN_MAX && oldest !== undefined) SEEN.delete(oldest)
    SEEN.set(key, found)
    return found
  } finally {
    await file.close()
  }
}

async function footerOf(file: FileHandle, size: number, shown: string): Promise<Buffer | undefined> {
  const tail = await end(file, size, Math.min(size, FIRST_BYTES))
  const length = footerLength(tail)
  if (length === undefined || length + TAIL_BYTES > size) return undefined
  checkFooterLength(length, shown)
  const whole = length + TAIL_BYTES <= tail.length ? tail : await end(file, size, length + TAIL_BYTES)
  return whole.subarray(whole.length - TAIL_BYTES - length, whole.length - TAIL_BYTES)
}

/** Of a file that ends so; undefined: it is no Parquet file, or an encrypted one. */
export function footerLength(tail: Buffer): number | undefined {
  if (tail.length < TAIL_BYTES || tail.toString('latin1', tail.length - 4) !== 'PAR1') return undefined
  return tail.readUInt32LE(tail.length - TAIL_BYTES)
}

/** @throws CausewayError */
export function checkFooterLength(length: number, shown: string): void {
  if (length > FOOTER_BYTES_MAX)
    throw tooMuch(shown, `${Math.ceil(length / 2 ** 20)} MiB of it, and ${FOOTER_BYTES_MAX >> 20} are read at most`)
}

async function end(file: FileHandle, size: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, size - bytes)
  return buffer.subarray(0, bytesRead)
}

function scan(footer: Buffer, size: number, shown: string): boolean {
  try {
    return scanFooter(footer, size)
  } catch (error) {
    if (!(error instanceof UnreadFooter)) throw error
    if (error.tooMuch !== undefined) throw tooMuch(shown, error.tooMuch)
    throw new CausewayError('invalid-parameter', `${shown} is a damaged Parquet file: ${error.message}`, {
      hint: 'Have it written anew, or take it out of the folder',
    })
  }
}

const tooMuch = (shown: string, what: string): CausewayError =>
  new CausewayError('limit-exceeded', `What the Parquet file ${shown} says of itself is too much: ${what}`, {
    hint: 'Have it written in several files, with fewer columns, or with more rows in each of its groups',
  })
