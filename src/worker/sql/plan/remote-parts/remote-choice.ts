import type { EngineText } from '../../bound/engine-text.ts'
import type { Scan } from '../../bound/scan.ts'
import type { QueryNode } from '../../bound/sql.ts'
import { printQuery } from '../../render/duckdb/query.ts'
import { asksForParts } from '../../session/settings.ts'
import type { PrintedQuery } from '../plan.ts'
import { hasParts } from './has-parts.ts'
import { joinKeys } from './join-keys.ts'
import { remoteParts } from './remote-parts.ts'

interface Written {
  readonly columns: PrintedQuery['columns']
  readonly scans: readonly Scan[]
  readonly settings: Readonly<Record<string, string>>
  /** The engine SQL of the statement's query, of that of its node; absent: they are the same. */
  readonly print?: (sql: EngineText) => EngineText
}

/** The query of a statement, and what of it databases could compute. */
export const translatedQuery = (node: QueryNode, { columns, scans, settings, print = (sql) => sql }: Written): PrintedQuery => ({
  sql: print(printQuery(node)),
  columns,
  scans,
  ...remoteChoice(node, scans, settings, print),
})

function remoteChoice(
  node: QueryNode,
  scans: readonly Scan[],
  settings: Readonly<Record<string, string>>,
  print: (sql: EngineText) => EngineText,
): Pick<PrintedQuery, 'remote' | 'keys'> {
  if (!asksForParts(settings) || !scans.some(({ table }) => hasParts(table.source))) return {}
  const { parts, unasked, withTaken } = remoteParts(node, scans)
  const keys = joinKeys(node, scans)
  if (parts.length === 0 && unasked.length === 0) return { keys }
  return {
    keys,
    remote: {
      parts,
      unasked,
      withTaken(taken) {
        const made = withTaken(taken)
        const sql = print(printQuery(made.node))
        // What another part of the statement reads, too, stays.
        return {
          sql,
          scans: scans.filter((scan) => made.scans.includes(scan) || sql.includes(`${scan.relation} AS `)),
          keys: joinKeys(made.node, scans),
        }
      },
    },
  }
}
