import { asCausewayError } from '../../../base/errors.ts'
import { sourceDdl } from '../../../protocol/source-ddl.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { ConditionExplanation, FilesRead } from '../../sources/shared/source.ts'
import { CHANGED_DATABASE } from '../../sql/file-column.ts'
import type { Plan, TranslatedQuery } from '../../sql/plan/plan.ts'
import { KEYS_MAX } from '../../sql/plan/remote-parts/join-keys.ts'
import type { JobContext } from '../job-context.ts'
import type { ExplainedScan, PreparedScans } from '../prepared-scans.ts'
import { textRows } from './command-rows.ts'

/**
 * What the statement would do: which table is read where, and what each database would be asked for. Nothing of it is done, but each remote table is looked
 * at, for its types decide what can be asked.
 */
export async function explain(plan: Plan, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  context.notes.endReadings()
  const lines = await linesOf(plan, context, scans)
  return textRows(
    ['plan'],
    lines.map((line) => [line]),
  )
}

async function linesOf(plan: Plan, context: JobContext, scans: PreparedScans): Promise<readonly string[]> {
  switch (plan.kind) {
    case 'query':
      return [`Query: ${columnsText(plan.query.columns)}`, ...(await readings(plan.query, scans))]
    case 'insert':
      return [`Insert into ${tableText(plan.target)}: all rows or none`, ...(await readings(plan.query, scans))]
    case 'write-directory':
      return [
        `Write ${plan.target.format} files to ${plan.target.location}, in the place of what is there`,
        ...(await readings(plan.query, scans)),
      ]
    case 'write-directories': {
      const lines: string[] = []
      for (const each of plan.directories) lines.push(...(await linesOf(each, context, scans)))
      return ['Several folders: all rows are written before the first is replaced', ...lines]
    }
    case 'multi-insert': {
      const lines: string[] = []
      for (const insert of plan.inserts) lines.push(...(await linesOf(insert, context, scans)))
      return ['Several inserts: all of them or none', ...lines]
    }
    case 'change-rows': {
      const { jobType, target, kept, matching } = plan
      context.changing = { table: target, files: undefined }
      const verb = jobType === 'DELETE' ? 'Delete from' : 'Update'
      return [
        `${verb} ${tableText(target)}: the files that hold such rows are written anew`,
        ...(await readings(kept?.query ?? matching, scans, target)),
      ]
    }
    case 'compact-table':
      return [`Put small files of ${tableText(plan.target)} together`, 'Only these are read']
    case 'merge-rows': {
      const head = `Merge into ${tableText(plan.target)}: the files that hold rows which change are written anew, and new rows are added`
      return [head, ...(await readings(plan.source.query, scans, plan.target))]
    }
    case 'create-table': {
      const head = `Create the table ${plan.database}.${plan.table}${plan.columns === undefined ? '' : `: ${columnsText(plan.columns)}`}`
      return plan.query === undefined ? [head, 'Nothing is read'] : [head, ...(await readings(plan.query, scans))]
    }
    case 'command': {
      const { kind } = plan.command
      return [
        kind === 'rows' ? 'Command: answered from definitions alone' : `Command: ${kind.replaceAll('-', ' ')}`,
        'No rows of tables are read',
      ]
    }
    case 'explain':
      return await linesOf(plan.plan, context, scans)
  }
}

const SHOWN_COLUMNS_MAX = 100

function columnsText(columns: readonly Column[]): string {
  const list = columns.slice(0, SHOWN_COLUMNS_MAX).map(({ name, type }) => `${name} ${type}`)
  return `${list.join(', ')}${columns.length > SHOWN_COLUMNS_MAX ? `, and ${columns.length - SHOWN_COLUMNS_MAX} more` : ''}`
}

/** A table as it is written, and where its rows are. */
function tableText({ database, name, source }: TableDefinition): string {
  const { using, place } = sourceDdl(source)
  const where = place.map(([what, value]) => `${what} ${value}`).join(', ')
  // A view with USING is in no database.
  const shown = database.startsWith('\0') ? name : `${database}.${name}`
  return `${shown} (${using}${where === '' ? ', managed' : `, ${where}`})`
}

/** @param changed the table whose rows the statement changes, which is read under another name than its own */
async function readings(query: TranslatedQuery, scans: PreparedScans, changed?: TableDefinition): Promise<readonly string[]> {
  if (query.scans.length === 0) return ['No table is read']
  const explained = await scans.explain(query)
  const lines: string[] = []
  for (const { part, explained: asked } of explained.parts)
    lines.push(
      `Ask for ${part.kind} of ${part.tables.map(({ scan }) => tableText(scan.table)).join(' and ')}`,
      `  at ${asked.place}, by a connection that the queue is bound to`,
      `  asked there: ${oneLine(asked.sql)}`,
    )
  for (const { kind, because } of explained.stays) lines.push(`Made here: ${kind}, because ${because}`)
  for (const scan of explained.scans) {
    const table = scan.table.database === CHANGED_DATABASE && changed !== undefined ? changed : scan.table
    lines.push(`Read ${tableText(table)}`, ...(await detailLines(scan)))
  }
  return [...lines, 'Whatever else the statement says is done here, in the process of the queue']
}

async function detailLines(scan: ExplainedScan): Promise<readonly string[]> {
  if (scan.kind === 'here') {
    return [
      `  by this queue itself${scan.read === undefined ? '' : openedText(scan.read)}${scan.rowGroups === undefined ? '' : `, row groups ${scan.rowGroups.read} of ${scan.rowGroups.all}`}: of Parquet only the columns and row groups that are needed, of CSV and JSON every line; conditions are looked at here`,
    ]
  }
  if (scan.readings === 0) return ['  not at all: no row of it is needed']
  try {
    const { place, sql, conditions, limit } = await scan.explain()
    return [
      `  at ${place}, ${scan.readings === 1 ? 'once' : `${scan.readings} times`}, by a connection that the queue is bound to`,
      `  asked there: ${oneLine(sql)}`,
      `  columns: ${scan.columnNames.length === 0 ? 'none' : scan.columnNames.join(', ')} (${scan.columnNames.length} of ${scan.table.columns.length})`,
      ...(conditions.length === 0 ? ['  conditions: none on this table alone'] : conditions.map(conditionLine)),
      ...(limit === undefined ? [] : [limitLine(limit)]),
      ...scan.keys.map(
        ({ column, of }) =>
          `  keys: asked for the values of ${column} in ${tableText(of)}, which are read first, where they are at most ${KEYS_MAX}`,
      ),
    ]
  } catch (thrown) {
    const { message } = asCausewayError(thrown)
    return [`  cannot be looked at now: ${oneLine(message)}`]
  }
}

function openedText({ files, partitions }: FilesRead): string {
  const ofPartitions = partitions === undefined ? '' : `, partitions ${partitions.read} of ${partitions.all}`
  return `, files ${files.read} of ${files.all}${ofPartitions}`
}

function conditionLine({ sql, because }: ConditionExplanation): string {
  if (sql === undefined) return `  condition looked at here only: ${because ?? 'it is not asked'}`
  return because === undefined
    ? `  condition decided there: ${oneLine(sql)}`
    : `  condition asked there, and looked at again here: ${oneLine(sql)}; ${because}`
}

const limitLine = ({ count, isAsked }: { readonly count: number; readonly isAsked: boolean }): string =>
  isAsked
    ? `  limit: ${count} rows are asked for`
    : `  limit: ${count} rows are enough, but are not asked for, because a condition is looked at here`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
