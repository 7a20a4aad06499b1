import type { TableSource } from '../../../../protocol/table-definition.ts'
import type { Scan } from '../../bound/scan.ts'
import type { FromNode, QueryNode, SelectNode } from '../../bound/sql.ts'
import { type FoundPart, findPart, partKind } from './find-part.ts'
import { hasParts } from './has-parts.ts'
import type { RemotePart, UnaskedPart } from './remote-part.ts'
import { StaysHere } from './rows-of.ts'

/** The parts of a query that a database could compute, each of which may be taken or left. */
export interface RemoteParts {
  readonly parts: readonly RemotePart[]
  readonly unasked: readonly UnaskedPart[]
  /** The query where these of its parts, by their relations, are computed elsewhere, and the scans that are left. */
  withTaken(taken: ReadonlySet<string>): { readonly node: QueryNode; readonly scans: readonly Scan[] }
}

export function remoteParts(node: QueryNode, scans: readonly Scan[]): RemoteParts {
  const finder = new Finder(scans)
  finder.query(node)
  return {
    parts: [...finder.found.values()].map(({ part }) => part),
    unasked: finder.unasked,
    withTaken(taken) {
      const isTaken = ({ part }: FoundPart): boolean => taken.has(part.relation)
      const replaced = (select: SelectNode): SelectNode | undefined => {
        const found = finder.found.get(select)
        return found !== undefined && isTaken(found) ? found.select : undefined
      }
      const gone = new Set([...finder.found.values()].filter(isTaken).flatMap(({ part }) => part.tables.map(({ scan }) => scan.relation)))
      return { node: rewritten(node, replaced), scans: scans.filter(({ relation }) => !gone.has(relation)) }
    },
  }
}

class Finder {
  readonly found = new Map<SelectNode, FoundPart>()
  readonly unasked: UnaskedPart[] = []
  readonly #scans: ReadonlyMap<string, Scan>

  constructor(scans: readonly Scan[]) {
    this.#scans = new Map(scans.map((scan) => [scan.relation, scan]))
  }

  query(node: QueryNode): void {
    switch (node.kind) {
      case 'select':
        if (!this.#select(node) && node.from !== undefined) this.#from(node.from)
        return
      case 'set-operation':
        for (const branch of node.branches) this.query(branch)
        return
      case 'with':
        for (const table of node.tables) this.query(table.query)
        this.query(node.query)
        return
      case 'values':
        return
    }
  }

  #from(node: FromNode): void {
    switch (node.kind) {
      case 'query':
        if (!node.isLateral) this.query(node.query)
        return
      case 'join':
        this.#from(node.left)
        this.#from(node.right)
        return
      case 'rows-of':
        this.#from(node.left)
        return
      default:
        return
    }
  }

  #select(select: SelectNode): boolean {
    const kind = partKind(select)
    if (kind === undefined || !this.#readsRemote(select.from)) return false
    try {
      const found = findPart(select, kind, `part_${this.found.size}`, (relation) => this.#scans.get(relation))
      checkOnePlace(found.part)
      this.found.set(select, found)
      return true
    } catch (error) {
      if (!(error instanceof StaysHere)) throw error
      this.unasked.push({ kind, because: error.message })
      return false
    }
  }

  #isAsked(relation: string): boolean {
    const source = this.#scans.get(relation)?.table.source
    return source !== undefined && hasParts(source)
  }

  /** A table of a database, and nothing else, is read without a query in between that would be a part by itself. */
  #readsRemote(from: FromNode | undefined): boolean {
    switch (from?.kind) {
      case 'table':
        return this.#isAsked(from.table)
      case 'join':
        return this.#readsRemote(from.left) && this.#readsRemote(from.right)
      case 'query':
        return from.query.kind === 'select' && partKind(from.query) === undefined && this.#readsRemote(from.query.from)
      default:
        return false
    }
  }
}

function checkOnePlace({ tables }: RemotePart): void {
  const places = new Set(tables.map(({ scan }) => placeOf(scan.table.source)))
  if (places.size > 1) throw new StaysHere('its tables are of several databases, or are reached with different options')
}

function placeOf(source: TableSource): string {
  if (!hasParts(source)) throw new StaysHere('a table is of files')
  if (source.kind !== 'jdbc') return JSON.stringify(source)
  // Of a table that is a query: what is read there, and not how it is reached.
  const { query: _query, dbtable: _dbtable, ...options } = source.options
  return JSON.stringify([source.url, source.authName, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))])
}

function rewritten(node: QueryNode, replaced: (select: SelectNode) => SelectNode | undefined): QueryNode {
  switch (node.kind) {
    case 'select':
      return replaced(node) ?? (node.from === undefined ? node : { ...node, from: rewrittenFrom(node.from, replaced) })
    case 'set-operation':
      return { ...node, branches: node.branches.map((branch) => rewritten(branch, replaced)) }
    case 'with':
      return {
        ...node,
        tables: node.tables.map((table) => ({ ...table, query: rewritten(table.query, replaced) })),
        query: rewritten(node.query, replaced),
      }
    case 'values':
      return node
  }
}

function rewrittenFrom(node: FromNode, replaced: (select: SelectNode) => SelectNode | undefined): FromNode {
  switch (node.kind) {
    case 'query':
      return node.isLateral ? node : { ...node, query: rewritten(node.query, replaced) }
    case 'join':
      return { ...node, left: rewrittenFrom(node.left, replaced), right: rewrittenFrom(node.right, replaced) }
    case 'rows-of':
      return { ...node, left: rewrittenFrom(node.left, replaced) }
    default:
      return node
  }
}
