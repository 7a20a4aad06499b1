import { lookup } from '../../../base/lookup.ts'
import type { Analysis, AnalysisOrder } from '../../../protocol/analysis.ts'
import { isTable, isView } from '../../../protocol/catalog-entry.ts'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { authNameOf, type TableSource } from '../../../protocol/table-definition.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { Compute } from '../../compute/compute.ts'
import type { JobRecord } from '../../domain/job.ts'
import { type Need, needKey, toSubmit } from '../authorization/need.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { useKey } from '../credentials/credential-use.ts'
import type { SessionSnapshot, Sessions } from '../sessions/sessions.ts'
import { QUEUE_ENGINE } from '../shared/queue-engine.ts'
import { remotePlaces } from '../shared/remote-place.ts'
import type { UsedSecret } from '../variables/hidden-secrets.ts'
import type { Context, ViewText } from './contexts.ts'
import { READING } from './rights/statement-needs.ts'
import { tableKey } from './rights/worker-rights.ts'

type NamedThings = Pick<Analysis, 'tables' | 'authNames' | 'databases'>

interface NamedAuthentications {
  readonly authNames: ReadonlySet<string>
  readonly tableUses: ReadonlySet<string>
}

/** A job whose submitter named no database runs in that of its session. */
type DatabaseOrigin = 'given' | 'session'

export interface JobContextDeps {
  readonly compute: Compute
  readonly catalog: Pick<Catalog, 'findTable' | 'findConnection'>
  readonly sessions: Sessions
}

interface Accepted {
  readonly databaseOrigin: DatabaseOrigin
  /** What the statement named when it was accepted, and what of the session that depended on; absent after a start. */
  readonly named?: NamedThings
  readonly settings?: Readonly<Record<string, string>>
  readonly secrets: readonly UsedSecret[]
  readonly access?: Analysis['access']
  readonly needs?: readonly Need[]
}

/** The settings of a job or a check: what was submitted with it goes before what the session has. */
export const effectiveSettings = (session: SessionSnapshot, conf: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...session.settings,
  ...conf,
})

/** The statement's settings of a view: it holds no variable any more. */
const OF_VIEW: Readonly<Record<string, string>> = lookup({ 'spark.sql.variable.substitute': 'false' })

/** What a job's worker may ask for, from the moment it asks first: the session is read once, and later changes of it are not seen. */
export function jobContext(job: JobRecord, accepted: Accepted, { compute, sessions, catalog }: JobContextDeps): Context {
  const caller = { projectId: job.projectId, userId: job.ownerId, userName: job.owner }
  const session = once(async (): Promise<SessionSnapshot> => {
    const { database, ...rest } = await sessions.snapshot({ queueId: job.queueId, holderId: job.scriptId ?? job.ownerId })
    return { ...rest, ...(accepted.databaseOrigin === 'given' || database === undefined ? {} : { database }) }
  })
  // The analyzer must not speak as the job: the id is one of no context.
  const analyze = (order: Omit<AnalysisOrder, 'analysisId' | 'depth'>): Promise<Analysis> =>
    compute.analyze({ ...order, analysisId: `${job.id}/named`, depth: 'syntax' }, QUEUE_ENGINE)

  const settingsNow = async (): Promise<Readonly<Record<string, string>>> => effectiveSettings(await session(), job.conf)
  const read = async ({ sql, database, settings: rules = {} }: ViewText): Promise<NamedThings> =>
    await analyze({ sql, currentDatabase: database, settings: { ...(await settingsNow()), ...rules, ...OF_VIEW } })
  const namedBy = async (direct: NamedThings): Promise<NamedAuthentications> =>
    await withCatalog(
      await withViews(direct, await session(), read),
      (database) => catalog.findConnection(caller, database),
      ({ database, table }) => catalog.findTable(caller, database, table),
      read,
    )

  const named = once(async (): Promise<NamedAuthentications> => {
    const settings = await settingsNow()
    const currentDatabase = (await session()).database ?? job.currentDatabase
    const isAsAccepted = currentDatabase === job.currentDatabase && sameTexts(settings, accepted.settings)
    const ofStatement = await namedBy(
      isAsAccepted && accepted.named !== undefined ? accepted.named : await analyze({ sql: job.sql, currentDatabase, settings }),
    )
    const authName = job.transfer?.kind === 'remote' ? authNameOf(job.transfer.from) : undefined
    return authName === undefined ? ofStatement : { ...ofStatement, authNames: new Set([...ofStatement.authNames, authName]) }
  })
  const { secrets } = accepted
  const held = new Map([toSubmit(job.queueName), ...(accepted.needs ?? [])].map((need) => [needKey(need), need]))
  const access = accepted.access ?? []
  const direct = new Set(access.map(tableKey))
  const selected = new Set(access.filter(({ privilege }) => privilege === 'SELECT').map(tableKey))
  return {
    kind: 'job',
    caller,
    queueId: job.queueId,
    scriptId: job.scriptId,
    secrets,
    direct,
    notRead: direct.difference(selected),
    onlyWritten: direct.difference(new Set(access.filter(({ privilege }) => READING.has(privilege)).map(tableKey))),
    held,
    session,
    authNames: async () => (await named()).authNames,
    tableUses: async () => (await named()).tableUses,
    authNamesOf: async (view) => (await namedBy(await read(view))).authNames,
    tablesOf: async (view) => (await read(view)).tables,
  }
}

type ReadView = (view: ViewText) => Promise<NamedThings>

/** What the views name that a statement names goes for what it names itself: whoever uses a view reads its tables. */
async function withViews(direct: NamedThings, session: SessionSnapshot, read: ReadView): Promise<NamedThings> {
  const tables = [...direct.tables]
  const authNames = [...direct.authNames]
  const line = direct.tables.flatMap((table) => viewOf(table) ?? [])
  const seen = new Set<string>()
  for (let name = line.pop(); name !== undefined; name = line.pop()) {
    const key = JSON.stringify([name.name, name.isGlobal])
    const source = seen.has(key) ? undefined : session.view(name)?.source
    seen.add(key)
    if (source === undefined) continue
    if (source.kind === 'table') {
      const authName = authNameOf(source.table)
      if (authName !== undefined) authNames.push(authName)
      continue
    }
    tables.push(...(await read(source)).tables)
    line.push(...source.views)
  }
  return { ...direct, tables, authNames }
}

/**
 * With the authentications of the catalog's tables, and of those that its views name. A temporary view and a table of one name count both: which of them is meant
 * makes no difference to what is read.
 */
async function withCatalog(
  named: NamedThings,
  findConnection: (database: string) => Promise<DatabaseConnection | undefined>,
  find: (table: NamedThings['tables'][number]) => Promise<CatalogEntry | undefined>,
  read: ReadView,
): Promise<NamedAuthentications> {
  const authNames = new Set(named.authNames)
  const tableUses = new Set<string>()
  const add = (source: TableSource): void => {
    const authName = authNameOf(source)
    if (authName !== undefined) authNames.add(authName)
    for (const place of remotePlaces(source))
      if (place.authName !== undefined) tableUses.add(useKey({ ...place, authName: place.authName }))
  }
  /** Of tables that nobody has named before: where its schema is, all of them are. */
  const addDatabase = async (database: string): Promise<void> => {
    const connection = await findConnection(database)
    if (connection !== undefined) add(foundSource(connection, 't'))
  }
  for (const database of named.databases) await addDatabase(database)
  const seen = new Set<string>()
  const line = [...named.tables]
  for (let table = line.pop(); table !== undefined; table = line.pop()) {
    const key = JSON.stringify([table.database, table.table])
    if (seen.has(key)) continue
    seen.add(key)
    const entry = await find(table)
    if (entry === undefined) await addDatabase(table.database)
    else if (isTable(entry)) add(entry.source)
    else if (isView(entry)) line.push(...(await read(entry.source)).tables)
  }
  return { authNames, tableUses }
}

function viewOf({ database, table, isBare }: NamedThings['tables'][number]) {
  if (isBare === true) return { name: table, isGlobal: false }
  return database === 'global_temp' ? { name: table, isGlobal: true } : undefined
}

function sameTexts(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean {
  const entries = Object.entries(a)
  return b !== undefined && entries.length === Object.keys(b).length && entries.every(([name, value]) => b[name] === value)
}

/** What it answers the first time, for ever; a failure is no answer. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined
      throw error
    })
    return answer
  }
}
