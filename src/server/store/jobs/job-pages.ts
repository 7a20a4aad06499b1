import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { JobRecord, JobSelection } from '../../domain/job.ts'
import type { Tag } from '../../domain/tag.ts'
import { countTagged } from '../indexed-tags.ts'
import type { Database, Schema } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { matchesSelection, record } from './jobs.ts'

type Selected = JobSelection & { readonly projectId: string }
type Matches = ReturnType<typeof matchesSelection>

export interface JobPage {
  readonly orderBy: 'start-time' | 'duration'
  readonly direction: 'asc' | 'desc'
  readonly limit: number
  readonly offset: number
  /** How long a job has lasted by now that has not ended; in milliseconds. */
  readonly lasts: (job: { readonly id: string; readonly startedAt: number }) => number
}

/** What the tallies know: of the project and of one of its queues, by types and states. */
const TALLIED: ReadonlySet<string> = new Set(['projectId', 'queueName', 'types', 'state'])

/** So many jobs are sorted for a page. */
const RARE_MAX = 2_000

/** One of the tags that few jobs have. */
async function rareTagOf(db: Database, { projectId, tags = [] }: Selected): Promise<Tag | undefined> {
  for (const tag of tags) if ((await countTagged(db, 'job', projectId, tag)) <= RARE_MAX) return tag
  return undefined
}

export async function countJobs(db: Database, selection: Selected): Promise<number> {
  const { tags = [], ...other } = selection
  const names = Object.entries(other).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  const [tag] = tags
  if (tag !== undefined && tags.length === 1 && names.length === 1) return await countTagged(db, 'job', selection.projectId, tag)
  if (tag !== undefined || !names.every((name) => TALLIED.has(name))) {
    const counted = db.selectFrom('job').select((e) => e.fn.countAll<number>().as('count'))
    return (await counted.where(matchesSelection(selection, await rareTagOf(db, selection))).executeTakeFirstOrThrow()).count
  }
  const { projectId, queueName = '', types, state } = selection
  let tallies = db
    .selectFrom('jobTally')
    .select((e) => e.fn.coalesce(e.fn.sum<number>('count'), e.val(0)).as('count'))
    .where('projectId', '=', projectId)
    .where('queueName', '=', queueName.toLowerCase())
  if (types !== undefined) tallies = tallies.where('type', 'in', [...types])
  if (state !== undefined) tallies = tallies.where('state', '=', state)
  return (await tallies.executeTakeFirstOrThrow()).count
}

/** A page of those that are selected, and the number of all of them. */
export async function pageOfJobs(
  db: Database,
  selection: Selected,
  page: JobPage,
): Promise<{ readonly total: number; readonly jobs: readonly JobRecord[] }> {
  const total = await countJobs(db, selection)
  const matches = matchesSelection(selection, await rareTagOf(db, selection))
  const ids = page.orderBy === 'duration' ? await byDuration(db, matches, page) : await byStart(db, selection, matches, page, total)
  if (ids.length === 0) return { total, jobs: [] }
  const rows = await db.selectFrom('job').selectAll().where('id', 'in', ids).execute()
  const found = new Map(rows.map((row) => [row.id, row]))
  return {
    total,
    jobs: ids.flatMap((id) => {
      const row = found.get(id)
      return row === undefined ? [] : [record(row)]
    }),
  }
}

const opposite = { asc: 'desc', desc: 'asc' } as const

/** So many jobs are passed over one by one rather than the segments before them. */
const PASSED_MAX = 500

/** From the end that is nearer, or from a place between, for what lies before a page is passed over one by one. */
async function byStart(db: Database, selection: Selected, matches: Matches, page: JobPage, total: number): Promise<readonly string[]> {
  const count = Math.min(page.limit, total - page.offset)
  if (count <= 0) return []
  const behind = total - page.offset - count
  const list = Math.min(behind, page.offset) > PASSED_MAX ? listOf(selection) : undefined
  const place =
    list === undefined ? undefined : await placeOf(db, selection.projectId, list, page.direction === 'asc' ? page.offset : behind)
  const isFar = place === undefined ? behind < page.offset : page.direction === 'desc'
  const direction = isFar ? opposite[page.direction] : page.direction
  const ordered = db.selectFrom('job').select('id').where(matches).orderBy('startedAt', direction).orderBy('id', direction).limit(count)
  const rows = await (place === undefined
    ? ordered.offset(isFar ? behind : page.offset)
    : ordered.where(isFrom(place)).offset(place.passed)
  ).execute()
  const ids = rows.map(({ id }) => id)
  return isFar ? ids.toReversed() : ids
}

/** The list of the segments in which all that is selected stands, and nothing else. */
function listOf(selection: Selected): string | undefined {
  const names = Object.entries(selection).flatMap(([name, value]) =>
    value === undefined || name === 'projectId' || (Array.isArray(value) && value.length === 0 && name === 'tags') ? [] : [name],
  )
  const [name, ...others] = names
  if (others.length > 0) return undefined
  if (name === 'queueName') return `queue/${selection.queueName?.toLowerCase() ?? ''}`
  if (name === 'state') return `state/${selection.state ?? ''}`
  return name === undefined ? '' : undefined
}

/** Where a segment begins, and how many of its jobs stand before the wanted one. */
interface Place {
  readonly startedAt: number
  readonly id: string
  readonly passed: number
}

const segments = keptQuery<{ projectId: string; list: string }, { startedAt: number; id: string; count: number }>((db, given) =>
  db
    .selectFrom('jobSegment')
    .select(['startedAt', 'id', 'count'])
    .where('projectId', '=', given('projectId'))
    .where('list', '=', given('list'))
    .orderBy('startedAt')
    .orderBy('id'),
)

/** Of the job that so many of its list stand before, oldest first. Undefined where there are not so many. */
async function placeOf(db: Database, projectId: string, list: string, before: number): Promise<Place | undefined> {
  let passed = before
  for (const { startedAt, id, count } of await segments.all(db, { projectId, list })) {
    if (passed < count) return { startedAt, id, passed }
    passed -= count
  }
  return undefined
}

const isFrom = ({ startedAt, id }: Place): RawBuilder<boolean> => sql<boolean>`(started_at, id) >= (${startedAt}, ${id})`

interface Lasted {
  readonly id: string
  readonly duration: number
}

/**
 * Those that have ended stand in an index by it, those that have not are few, and how long these have lasted is another number each time: they are put between the
 * others. So many others may be before the page as its offset says, or fewer by those few.
 */
async function byDuration(db: Database, matches: Matches, page: JobPage): Promise<readonly string[]> {
  const { direction, limit, offset, lasts } = page
  const selected = (): SelectQueryBuilder<Schema, 'job', object> => db.selectFrom('job').where(matches)
  const unended = await selected().select(['id', 'startedAt']).where('endedAt', 'is', null).execute()
  const passed = Math.max(0, offset - unended.length)
  const duration = sql<number>`coalesce(${sql.ref('lastedMs')}, ${sql.ref('endedAt')} - ${sql.ref('startedAt')})`
  const ended: readonly Lasted[] = await selected()
    .select(['id', duration.as('duration')])
    .where('endedAt', 'is not', null)
    .orderBy(duration, direction)
    .orderBy('id', direction)
    .limit(limit + unended.length)
    .offset(passed)
    .execute()
  const sign = direction === 'asc' ? 1 : -1
  const all = [...ended, ...unended.map((job): Lasted => ({ id: job.id, duration: lasts(job) }))].toSorted(
    (one, other) => sign * (one.duration - other.duration || (one.id < other.id ? -1 : 1)),
  )
  return all.slice(offset - passed, offset - passed + limit).map(({ id }) => id)
}
