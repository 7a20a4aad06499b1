import { stat } from 'node:fs/promises'
import { someType } from '../../../../../base/some-type.ts'
import { parseSparkType } from '../../../../../base/spark-type.ts'
import type { Column } from '../../../../../protocol/table-definition.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import { columnRanges } from '../../column-ranges.ts'
import { type FileCalendar, oldCalendars } from '../parquet-calendar.ts'
import { hasDaysBelowZero } from './days-below-zero.ts'

export interface LookedThrough {
  readonly calendars: ReadonlyMap<string, FileCalendar>
  /** Files with days below zero, which the engine reads as others. */
  readonly belowZero: ReadonlySet<string>
}

/** What was seen of files, as long as they are as they were: each statement would look through them again. */
const SEEN = new Map<string, boolean>()
const SEEN_MAX = 20_000

/** Undefined where no column of the files is looked through before it is read, or there is no other that may be read without. */
export async function calendarsToLookAt(
  paths: readonly string[],
  columns: readonly Column[],
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, FileCalendar> | undefined> {
  const hasTimes = columns.some(({ type }) => someType(parseSparkType(type), ({ kind }) => kind === 'timestamp'))
  if (!hasTimes || columns.length < 2) return undefined
  const said = await oldCalendars(paths, context)
  return [...said.values()].some(({ int96 }) => int96 === 'signed') ? said : undefined
}

/** Looks through those timestamps of the columns, by their names in any case, of which the engine overlooks a sign. `columns`: undefined: all, of files that are here. */
export async function lookThrough(
  calendars: ReadonlyMap<string, FileCalendar>,
  columns: readonly string[] | undefined,
  context: Pick<FilesContext, 'engine' | 'signal' | 'distant'>,
): Promise<LookedThrough> {
  const paths = [...calendars].flatMap(([path, { int96 }]) => (int96 === 'signed' ? [path] : []))
  const names = columns === undefined ? undefined : new Set(columns.map((name) => name.toLowerCase()))
  const far = paths.filter((path) => context.distant?.holds(path))
  if (far.length > 0 && names !== undefined) await context.distant?.bringRanges(await columnRanges(far, names, context))
  const looked = new Map(calendars)
  const belowZero = new Set<string>()
  for (const path of paths) {
    const calendar = calendars.get(path)
    const found = await seen(path, names, context.signal)
    if (found === undefined || calendar === undefined) continue
    if (found) belowZero.add(path)
    looked.set(path, { ...calendar, int96: 'none' })
  }
  return { calendars: looked, belowZero }
}

async function seen(path: string, names: ReadonlySet<string> | undefined, signal: AbortSignal): Promise<boolean | undefined> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
  const key = JSON.stringify([path, ...[dev, ino, size, mtimeNs, ctimeNs].map(String), names === undefined ? [] : [...names].toSorted()])
  const known = SEEN.get(key)
  if (known !== undefined) return known
  const found = await hasDaysBelowZero(path, (name) => names?.has(name.toLowerCase()) ?? true, signal)
  const [oldest] = SEEN.keys()
  if (SEEN.size >= SEEN_MAX && oldest !== undefined) SEEN.delete(oldest)
  if (found !== undefined) SEEN.set(key, found)
  return found
}
