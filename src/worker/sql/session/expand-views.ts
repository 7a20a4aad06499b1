import { CausewayError } from '../../../base/errors.ts'
import { isTable, isView } from '../../../protocol/catalog-entry.ts'
import type { TemporaryView, ViewName } from '../../../protocol/session.ts'
import type { TableDefinition, TableSource } from '../../../protocol/table-definition.ts'
import { tableKey } from '../bind/context.ts'
import type { QueryColumn } from '../bound/sql.ts'
import type { CatalogReader } from '../catalog-reader.ts'
import { isFilesName } from '../files-reference.ts'
import { guardDepth } from '../guard-depth.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import { queryReferences, type TableReference } from '../references/table-references.ts'
import { semanticError } from '../syntax-error.ts'
import type { Query, Relation, TableName } from '../tree/query.ts'
import { blame, blaming, keepWritten } from '../tree/written.ts'
import { versionChoice } from '../version-choice.ts'
import { frozenColumns, selectFrom, star } from './frozen-columns.ts'
import { readingRules } from './reading-rules-of.ts'
import { rewriteQuery } from './rewrite-tables.ts'
import type { SessionContext } from './session-context.ts'
import { inSight } from './sight.ts'
import { type AnyViewName, type CatalogViewName, isOfCatalog, possibleView, uniqueKey, viewKey } from './view-names.ts'

/** Spark's own limit (spark.sql.view.maxNestedViewDepth). */
const DEPTH_MAX = 100
/** A view over two of the one below it, and so on, would double with each level. */
const REFERENCES_MAX = 1_000
/** Where the rows of views with USING are, and for the time of a look at its columns those of every view: no database has this name. */
const VIEW_DATABASE = '\0views'

/** What is used of a view, whichever kind it is of. */
type ViewContent = Pick<TemporaryView, 'columns' | 'source'>

interface LoadedView {
  readonly name: AnyViewName
  readonly view: ViewContent
  /** Absent: its rows are those of a table. */
  readonly query: Query | undefined
  /** Through which views the statement uses it; itself at the end. */
  readonly path: readonly AnyViewName[]
}

/** How names are found in a statement, or in the text of a view. */
interface Sight {
  /** The temporary views that may be meant. */
  readonly views: readonly ViewName[]
  /** That of names alone. */
  readonly database: string
}

interface Use extends Sight {
  readonly reference: TableReference
  readonly path: readonly AnyViewName[]
}

/** The views and tables that a statement uses, by itself and through views; with what they stand for. */
export class UsedViews {
  readonly #loaded = new Map<string, LoadedView>()
  readonly #tables = new Map<string, TableDefinition>()
  readonly #expanded = new Map<string, { readonly query: Query; readonly depth: number; readonly references: number }>()
  readonly #open: AnyViewName[] = []
  readonly #sight: Sight
  #references = 0

  private constructor(sight: Sight) {
    this.#sight = sight
  }

  /** Reads every view and every table that is used. */
  static async read(
    direct: readonly TableReference[],
    session: SessionContext,
    catalog: CatalogReader,
    currentDatabase: string,
  ): Promise<UsedViews> {
    const sight = { views: session.views, database: currentDatabase }
    const used = new UsedViews(sight)
    const asked = new Set<string>()
    let level: readonly Use[] = direct.map((reference) => ({ ...sight, reference, path: [] }))
    while (level.length > 0) {
      if (used.#loaded.size > REFERENCES_MAX) throw usedTooOften(level[0]?.path.at(-1))
      level = (await Promise.all(level.map((use) => used.#readAt(use, asked, session, catalog)))).flat()
    }
    return used
  }

  async #readAt(use: Use, asked: Set<string>, session: SessionContext, catalog: CatalogReader): Promise<readonly Use[]> {
    try {
      return await this.#read(use, asked, session, catalog)
    } catch (thrown) {
      throw blame(thrown, use.reference)
    }
  }

  /** Reads what the name stands for, unless that is read already; what it is made of is read next. */
  async #read(use: Use, asked: Set<string>, session: SessionContext, catalog: CatalogReader): Promise<readonly Use[]> {
    const temporary = existing(use.reference, use.views)
    if (temporary !== undefined) {
      if (asked.has(uniqueKey(temporary))) return []
      asked.add(uniqueKey(temporary))
      const view = await session.view(temporary)
      if (view !== undefined) return this.#load(temporary, view, use, session)
    }
    const name = inCatalog(use.reference, use.database)
    const was = use.reference.was === undefined ? undefined : versionChoice(use.reference.was)
    const key = `${uniqueKey(name)}${was === undefined ? '' : JSON.stringify(was)}`
    if (asked.has(key)) return []
    asked.add(key)
    const entry = await catalog.table(name.database, name.name, was)
    if (entry === undefined) return []
    if (isView(entry))
      return this.#load(name, { columns: entry.columns, source: { ...entry.source, kind: 'query', views: [] } }, use, session)
    if (isTable(entry)) this.#tables.set(tableKey(name.database, name.name, was), entry)
    return []
  }

  #load(name: AnyViewName, view: ViewContent, use: Use, session: SessionContext): readonly Use[] {
    const path = [...use.path, name]
    if (path.length > DEPTH_MAX) throw tooDeep(name)
    const { source } = view
    // A view that stays knows no functions of sessions.
    const own = new Set(isOfCatalog(name) ? [] : session.functions.map((one) => one.name))
    const query =
      source.kind === 'query'
        ? guardDepth(() => inSight(readText(source.sql, source.settings ?? {}), { own, database: source.database }))
        : undefined
    this.#loaded.set(uniqueKey(name), { name, view, query, path })
    if (query === undefined || source.kind !== 'query') return []
    const { views, database } = source
    return guardDepth(() => queryReferences(query)).map((reference) => ({ reference, views, database, path }))
  }

  get isEmpty(): boolean {
    return this.#loaded.size === 0
  }

  /** Of all the views, as they are read. */
  queries(): readonly Query[] {
    return [...this.#loaded.values()].flatMap(({ query }) => (query === undefined ? [] : [query]))
  }

  /** Through which views the statement uses this one; undefined: it does not. */
  pathTo(name: AnyViewName): readonly AnyViewName[] | undefined {
    return this.#loaded.get(uniqueKey(name))?.path
  }

  /** The temporary views that the statement names itself. */
  directTemporary(): readonly ViewName[] {
    return [...this.#loaded.values()].flatMap(({ name, path }) => (path.length === 1 && !isOfCatalog(name) ? [name] : []))
  }

  /** Which of the views that the statement uses it means by the name. */
  find(name: TableName): AnyViewName | undefined {
    return this.#find(name, this.#sight)
  }

  #find(name: TableName, sight: Sight): AnyViewName | undefined {
    const temporary = existing(name, sight.views)
    if (temporary !== undefined && this.#loaded.has(uniqueKey(temporary))) return temporary
    const ofCatalog = inCatalog(name, sight.database)
    return this.#loaded.has(uniqueKey(ofCatalog)) ? ofCatalog : undefined
  }

  /**
   * For whoever binds: the tables; and each view as one, with the rows of a table where it has them, and with no rows where only its columns are asked for.
   */
  tables(): ReadonlyMap<string, TableDefinition> {
    const tables = new Map(this.#tables)
    for (const { name, view } of this.#loaded.values()) {
      const database = VIEW_DATABASE
      const source: TableSource = view.source.kind === 'table' ? view.source.table : { kind: 'managed', format: 'parquet' }
      tables.set(tableKey(database, uniqueKey(name)), { database, name: uniqueKey(name), columns: view.columns, source })
    }
    return tables
  }

  /**
   * The query with the views' own queries where they are named. Throws for views that nest too deep, that are used too often, or whose columns are no longer
   * what they were; `columnsOf` binds a query over tables and over `definitions`.
   */
  expand(query: Query, columnsOf: (query: Query) => readonly QueryColumn[]): Query {
    return this.#rewrite(query, (name) => this.find(name), undefined, 1, columnsOf)
  }

  #rewrite(
    query: Query,
    find: (name: TableName) => AnyViewName | undefined,
    database: string | undefined,
    depth: number,
    columnsOf: (query: Query) => readonly QueryColumn[],
  ): Query {
    return rewriteQuery(query, {
      relation: (relation) => {
        const view = find(relation.name)
        if (view !== undefined) return blaming(relation.name, () => this.#relation(view, relation, depth, columnsOf))
        return { ...relation, name: qualified(relation.name, database) }
      },
      body: (body) => {
        const view = find(body.name)
        if (view === undefined) return { ...body, name: qualified(body.name, database) }
        const alias = { name: undefined, columnNames: [] }
        const relation = blaming(body.name, () => this.#relation(view, { kind: 'table', name: body.name, alias }, depth, columnsOf))
        return selectFrom(relation, [star()]).body
      },
      columnParts: (parts, isStar) => this.#withoutDatabase(parts, isStar),
    })
  }

  /** A view in a database may stand before its columns with it, where it has no alias; what stands for it is in none. */
  #withoutDatabase(parts: readonly string[], isStar: boolean): readonly string[] {
    const [database, table] = parts
    if (database === undefined || table === undefined) return parts
    const isGlobal = possibleView({ database, table })?.isGlobal === true
    if (!isGlobal && !isStar && parts.length < 3) return parts
    return this.find({ database, table }) === undefined ? parts : parts.slice(1)
  }

  #relation(
    name: AnyViewName,
    relation: Extract<Relation, { kind: 'table' }>,
    depth: number,
    columnsOf: (query: Query) => readonly QueryColumn[],
  ): Relation {
    if (relation.was !== undefined) throw semanticError(`${viewKey(name)} is a view, and has no versions`, 'Name its table.')
    const loaded = this.#loaded.get(uniqueKey(name))
    if (loaded === undefined) throw new CausewayError('internal', `The view ${viewKey(name)} was not read`)
    if (depth > DEPTH_MAX) throw tooDeep(name)
    const alias = { name: relation.alias.name ?? relation.name.table, columnNames: relation.alias.columnNames }
    if (loaded.query === undefined) return { kind: 'table', name: { database: VIEW_DATABASE, table: uniqueKey(name) }, alias }
    const query = this.#expandedView(loaded, loaded.query, depth, columnsOf)
    const columnNames = alias.columnNames.length > 0 ? alias.columnNames : loaded.view.columns.map((column) => column.name)
    return { kind: 'query', query, alias: { ...alias, columnNames }, isLateral: false }
  }

  #expandedView(loaded: LoadedView, query: Query, depth: number, columnsOf: (query: Query) => readonly QueryColumn[]): Query {
    const key = uniqueKey(loaded.name)
    const opened = this.#open.findIndex((one) => uniqueKey(one) === key)
    if (opened >= 0) throw recursiveView(loaded.name, this.#open.slice(opened + 1).concat(loaded.name))
    const before = this.#references
    const known = this.#expanded.get(key)
    // Each use is a copy for who binds it, though it is the same tree.
    this.#references += known?.references ?? 1
    if (this.#references > REFERENCES_MAX) throw usedTooOften(loaded.name)
    if (known !== undefined && depth + known.depth <= DEPTH_MAX + 1) return known.query
    const { source } = loaded.view
    if (source.kind !== 'query') throw new CausewayError('internal', 'A view without a query has none')
    const find = (name: TableName) => this.#find(name, source)
    const layout = frozenColumns(
      loaded,
      ofView(loaded.name, () => columnsOf(this.#standIns(query, find, source.database))),
    )
    let deepest = depth
    this.#open.push(loaded.name)
    const inner = this.#rewrite(
      query,
      (name) => {
        const found = find(name)
        if (found !== undefined) deepest = Math.max(deepest, depth + 1)
        return found
      },
      source.database,
      depth + 1,
      columnsOf,
    )
    this.#open.pop()
    const expanded = layout(inner)
    this.#expanded.set(key, { query: expanded, depth: deepest - depth + 1, references: this.#references - before })
    return expanded
  }

  /** The query over the frozen columns of the views in it: what each of them stands for makes no difference to its own columns. */
  #standIns(query: Query, find: (name: TableName) => AnyViewName | undefined, database: string): Query {
    return rewriteQuery(query, {
      relation: (relation) => {
        const view = find(relation.name)
        if (view === undefined) return { ...relation, name: qualified(relation.name, database) }
        const alias = { ...relation.alias, name: relation.alias.name ?? relation.name.table }
        return { ...relation, name: { database: VIEW_DATABASE, table: uniqueKey(view) }, alias }
      },
      body: (body) => {
        const view = find(body.name)
        return { ...body, name: view === undefined ? qualified(body.name, database) : { database: VIEW_DATABASE, table: uniqueKey(view) } }
      },
      columnParts: (parts, isStar) => this.#withoutDatabase(parts, isStar),
    })
  }
}

/** In a view's text a name alone is of the database that was the current one. */
const qualified = (name: TableName, database: string | undefined): TableName =>
  keepWritten({ ...name, database: name.database ?? database }, name)

const inCatalog = ({ database, table }: TableName, currentDatabase: string): CatalogViewName => ({
  database: (database ?? currentDatabase).toLowerCase(),
  name: isFilesName({ database, table }) ? table : table.toLowerCase(),
})

/** What cannot be bound of a view's text is told with the view's name: the statement does not show it. */
function ofView<T>(name: AnyViewName, bind: () => T): T {
  try {
    return bind()
  } catch (error) {
    if (!(error instanceof CausewayError) || error.kind !== 'sql-semantics') throw error
    throw semanticError(`The view ${viewKey(name)} cannot be read as it was made: ${error.message}`, error.hint)
  }
}

const tooDeep = (name: AnyViewName): CausewayError =>
  new CausewayError('limit-exceeded', `Views stand on one another deeper than ${DEPTH_MAX} levels, at ${viewKey(name)}`)

const usedTooOften = (name: AnyViewName | undefined): CausewayError =>
  new CausewayError(
    'limit-exceeded',
    `The statement uses views more than ${REFERENCES_MAX} times${name === undefined ? '' : `, at ${viewKey(name)}`}`,
    { hint: 'Make a table of one of them with CREATE TABLE … AS SELECT.' },
  )

/** `path`: from the view to itself. */
export const recursiveView = (view: AnyViewName, path: readonly AnyViewName[]): CausewayError =>
  semanticError(
    `The view ${viewKey(view)} would stand on itself: ${[view, ...path].map(viewKey).join(' → ')}`,
    'Give it another name, or the one below it.',
  )

function existing(name: TableName, views: readonly ViewName[]): ViewName | undefined {
  const view = possibleView(name)
  return views.find((one) => one.name === view?.name && one.isGlobal === view.isGlobal)
}

function readText(sql: string, settings: Readonly<Record<string, string>>): Query {
  const statement = guardDepth(() => parseStatement(sql, readingRules(settings)))
  if (statement.kind !== 'query') throw new CausewayError('internal', 'The text of a view is no query')
  return statement.query
}
