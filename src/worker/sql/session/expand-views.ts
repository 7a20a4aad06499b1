import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { TemporaryView, ViewName } from '../../../protocol/session.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { guardDepth } from '../guard-depth.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import { DEFAULT_RULES } from '../reading-rules.ts'
import { queryReferences } from '../references/table-references.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, Query, Relation, TableName } from '../tree.ts'
import { readingRules } from './reading-rules-of.ts'
import { rewriteQuery } from './rewrite-tables.ts'
import type { SessionContext } from './session-context.ts'
import { canUpCast } from './up-cast.ts'
import { possibleView, viewKey } from './view-names.ts'

/** Spark's own limit (spark.sql.view.maxNestedViewDepth). */
const DEPTH_MAX = 100
/** A view over two of the one below it, and so on, would double with each level. */
const REFERENCES_MAX = 1_000
/** Where the rows of views with USING are, and for the time of a look at its columns those of every view: no database has this name. */
const VIEW_DATABASE = '\0views'

interface LoadedView {
  readonly name: ViewName
  readonly view: TemporaryView
  /** Absent: its rows are those of a table. */
  readonly query: Query | undefined
  /** Through which views the statement uses it; itself at the end. */
  readonly path: readonly ViewName[]
}

/** The views of a session that a statement uses, by itself and through others; with what they stand for. */
export class UsedViews {
  readonly #loaded = new Map<string, LoadedView>()
  readonly #expanded = new Map<string, { readonly query: Query; readonly depth: number; readonly references: number }>()
  #references = 0

  /** Reads every view that is used. */
  static async read(direct: readonly TableName[], session: SessionContext): Promise<UsedViews> {
    const used = new UsedViews()
    const line = direct.flatMap((name) => existing(name, session.views) ?? []).map((name) => ({ name, path: [name] }))
    for (let next = line.pop(); next !== undefined; next = line.pop()) {
      const { name, path } = next
      if (used.#loaded.has(viewKey(name))) continue
      const view = await session.view(name)
      if (view === undefined) continue
      const query = view.source.kind === 'query' ? readText(view.source.sql, view.source.settings ?? {}) : undefined
      used.#loaded.set(viewKey(name), { name, view, query, path })
      if (query === undefined || view.source.kind !== 'query') continue
      const { views } = view.source
      const names = guardDepth(() => queryReferences(query)).flatMap((reference) => existing(reference, views) ?? [])
      line.push(...names.map((one) => ({ name: one, path: [...path, one] })))
    }
    return used
  }

  get isEmpty(): boolean {
    return this.#loaded.size === 0
  }

  /** Through which views the statement uses this one; undefined: it does not. */
  pathTo(name: ViewName): readonly ViewName[] | undefined {
    return this.#loaded.get(viewKey(name))?.path
  }

  /** Those that the statement names itself. */
  direct(): readonly ViewName[] {
    return [...this.#loaded.values()].flatMap(({ name, path }) => (path.length === 1 ? [name] : []))
  }

  /** Whether the name is one of the views that the statement uses. */
  find(name: TableName): ViewName | undefined {
    const view = possibleView(name)
    return view !== undefined && this.#loaded.has(viewKey(view)) ? view : undefined
  }

  /** The tables that the views read, with their databases. */
  tables(): readonly TableName[] {
    return [...this.#loaded.values()].flatMap(({ query, view }) => {
      const { source } = view
      if (query === undefined || source.kind !== 'query') return []
      const references = guardDepth(() => queryReferences(query))
      return references.flatMap((name) =>
        this.#ofView(name, source.views) === undefined ? [{ database: name.database ?? source.database, table: name.table }] : [],
      )
    })
  }

  /** As tables, for whoever binds: rows of a table where a view has them, and no rows where only its columns are asked for. */
  definitions(): readonly TableDefinition[] {
    return [...this.#loaded.values()].map(({ name, view }) => ({
      database: VIEW_DATABASE,
      name: viewKey(name),
      columns: view.columns,
      source: view.source.kind === 'table' ? view.source.table : { kind: 'managed', format: 'parquet' },
    }))
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
    find: (name: TableName) => ViewName | undefined,
    database: string | undefined,
    depth: number,
    columnsOf: (query: Query) => readonly QueryColumn[],
  ): Query {
    return rewriteQuery(query, {
      relation: (relation) => {
        const view = find(relation.name)
        if (view !== undefined) return this.#relation(view, relation, depth, columnsOf)
        return { ...relation, name: qualified(relation.name, database) }
      },
      body: (body) => {
        const view = find(body.name)
        if (view === undefined) return { ...body, name: qualified(body.name, database) }
        const alias = { name: undefined, columnNames: [] }
        return selectFrom(this.#relation(view, { kind: 'table', name: body.name, alias }, depth, columnsOf), [star()]).body
      },
      // A global view without an alias may stand before its columns with its database.
      columnParts: (parts) => (parts.length > 1 && this.#isGlobal(parts) ? parts.slice(1) : parts),
    })
  }

  #isGlobal([database = '', table = '']: readonly string[]): boolean {
    return this.find({ database, table }) !== undefined
  }

  #relation(
    name: ViewName,
    relation: Extract<Relation, { kind: 'table' }>,
    depth: number,
    columnsOf: (query: Query) => readonly QueryColumn[],
  ): Relation {
    if (relation.was !== undefined) throw semanticError(`${viewKey(name)} is a view, and has no versions`, 'Name its table.')
    const loaded = this.#loaded.get(viewKey(name))
    if (loaded === undefined) throw new CausewayError('internal', `The view ${viewKey(name)} was not read`)
    if (depth > DEPTH_MAX) {
      throw new CausewayError('limit-exceeded', `Views stand on one another deeper than ${DEPTH_MAX} levels, at ${viewKey(name)}`)
    }
    const alias = { name: relation.alias.name ?? relation.name.table, columnNames: relation.alias.columnNames }
    if (loaded.query === undefined) return { kind: 'table', name: { database: VIEW_DATABASE, table: viewKey(name) }, alias }
    const query = this.#expandedView(loaded, loaded.query, depth, columnsOf)
    const columnNames = alias.columnNames.length > 0 ? alias.columnNames : loaded.view.columns.map((column) => column.name)
    return { kind: 'query', query, alias: { ...alias, columnNames }, isLateral: false }
  }

  #expandedView(loaded: LoadedView, query: Query, depth: number, columnsOf: (query: Query) => readonly QueryColumn[]): Query {
    const key = viewKey(loaded.name)
    const before = this.#references
    const known = this.#expanded.get(key)
    // Each use is a copy for who binds it, though it is the same tree.
    this.#references += known?.references ?? 1
    if (this.#references > REFERENCES_MAX) {
      throw new CausewayError('limit-exceeded', `The statement uses views more than ${REFERENCES_MAX} times, at ${viewKey(loaded.name)}`, {
        hint: 'Make a table of one of them with CREATE TABLE … AS SELECT.',
      })
    }
    if (known !== undefined && depth + known.depth <= DEPTH_MAX + 1) return known.query
    const { source } = loaded.view
    if (source.kind !== 'query') throw new CausewayError('internal', 'A view without a query has none')
    const find = (name: TableName) => this.#ofView(name, source.views)
    const layout = frozenColumns(loaded, columnsOf(this.#standIns(query, find, source.database)))
    let deepest = depth
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
    const expanded = layout(inner)
    this.#expanded.set(key, { query: expanded, depth: deepest - depth + 1, references: this.#references - before })
    return expanded
  }

  #ofView(name: TableName, views: readonly ViewName[]): ViewName | undefined {
    const found = existing(name, views)
    return found !== undefined && this.#loaded.has(viewKey(found)) ? found : undefined
  }

  /** The query over the frozen columns of the views in it: what each of them stands for makes no difference to its own columns. */
  #standIns(query: Query, find: (name: TableName) => ViewName | undefined, database: string): Query {
    return rewriteQuery(query, {
      relation: (relation) => {
        const view = find(relation.name)
        if (view === undefined) return { ...relation, name: qualified(relation.name, database) }
        const alias = { ...relation.alias, name: relation.alias.name ?? relation.name.table }
        return { ...relation, name: { database: VIEW_DATABASE, table: viewKey(view) }, alias }
      },
      body: (body) => {
        const view = find(body.name)
        return { ...body, name: view === undefined ? qualified(body.name, database) : { database: VIEW_DATABASE, table: viewKey(view) } }
      },
      columnParts: (parts) => (parts.length > 1 && this.#isGlobal(parts) ? parts.slice(1) : parts),
    })
  }
}

/** In a view's text a name alone is of the database that was the current one. */
const qualified = (name: TableName, database: string | undefined): TableName => ({ ...name, database: name.database ?? database })

function existing(name: TableName, views: readonly ViewName[]): ViewName | undefined {
  const view = possibleView(name)
  return views.find((one) => one.name === view?.name && one.isGlobal === view.isGlobal)
}

function readText(sql: string, settings: Readonly<Record<string, string>>): Query {
  const statement = guardDepth(() => parseStatement(sql, readingRules(settings)))
  if (statement.kind !== 'query') throw new CausewayError('internal', 'The text of a view is no query')
  return statement.query
}

/**
 * Spark finds the columns of a view by the names that its query had when it was made, each name as often as it stood there, and takes a value of a narrower
 * type by now. What it gives puts the columns of such a query in their places.
 */
function frozenColumns({ name, view }: LoadedView, columns: readonly QueryColumn[]): (query: Query) => Query {
  if (view.source.kind !== 'query') throw new CausewayError('internal', 'A view without a query has no columns of one')
  const { queryColumns } = view.source
  const seen = new Map<string, number>()
  const places = view.columns.map((column, index) => {
    const wanted = (queryColumns[index] ?? column.name).toLowerCase()
    const ordinal = seen.get(wanted) ?? 0
    seen.set(wanted, ordinal + 1)
    const found = columns.flatMap((one, place) => (one.name.toLowerCase() === wanted ? [place] : []))
    const place = found[ordinal]
    const expected = queryColumns.filter((one) => one.toLowerCase() === wanted).length
    if (place === undefined || found.length !== expected) throw changed(name, `${column.name} is not there any more as it was`)
    const type = parseSparkType(column.type)
    const now = columns[place]?.type ?? type
    if (!canUpCast(now, type)) {
      throw changed(name, `${column.name} was of type ${sparkTypeName(type)} and is now of type ${sparkTypeName(now)}`)
    }
    return { place, type, isSame: sameSparkType(now, type) }
  })
  const isUnchanged = places.length === columns.length && places.every(({ place, isSame }, index) => isSame && place === index)
  if (isUnchanged) return (query) => query
  const names = columns.map((_, index) => `c${index}`)
  const items = places.map(({ place, type, isSame }): Expression => {
    const operand: Expression = { kind: 'column', parts: [`c${place}`] }
    return isSame ? operand : { kind: 'cast', operand, type, isTry: false }
  })
  return (query) => selectFrom({ kind: 'query', query, alias: { name: 'v', columnNames: names }, isLateral: false }, items)
}

const changed = (name: ViewName, what: string): CausewayError =>
  semanticError(
    `What the view ${viewKey(name)} reads has changed since it was made: its column ${what}`,
    `Make it anew with CREATE OR REPLACE${name.isGlobal ? ' GLOBAL' : ''} TEMPORARY VIEW.`,
  )

const star = (): Expression => ({ kind: 'star', qualifier: [], except: [] })

function selectFrom(relation: Relation, items: readonly Expression[]): Query {
  return {
    ctes: [],
    body: {
      kind: 'select',
      isDistinct: false,
      items: items.map((expression) => ({ expression, alias: undefined, aliases: [] })),
      from: [relation],
      lateralViews: [],
      where: undefined,
      groupBy: undefined,
      having: undefined,
      windows: new Map(),
    },
    order: [],
    distribution: [],
    limit: undefined,
    offset: undefined,
    windows: new Map(),
    rules: DEFAULT_RULES,
  }
}
