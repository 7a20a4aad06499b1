import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { type BinderState, type BoundQuery, bindQuery, outermost } from '../bind/context.ts'
import { neutralName, placeOf, selectOf } from '../bind/output.ts'
import { STRING } from '../bound/bound.ts'
import { castSql } from '../functions/operators/cast.ts'
import { semanticError } from '../syntax-error.ts'
import type { WrittenDirectory } from '../tree/written-parts.ts'
import { unreadFormat } from '../unread-format.ts'
import type { CheckSource, DirectoryPlan } from './plan.ts'
import { queryColumns } from './query-columns.ts'
import { translatedQuery } from './remote-parts/remote-choice.ts'

type Target = DirectoryPlan['target']

const FORMATS = ['parquet', 'csv', 'json', 'text', 'hive'] as const

/** What is wrong with the place and what is written about it, without a look at it. */
export function checkDirectory(statement: WrittenDirectory, checkSource: CheckSource): void {
  checkSource({ kind: 'files', ...targetOf(statement) })
}

export function planWriteDirectory(
  statement: WrittenDirectory,
  state: BinderState,
  settings: Readonly<Record<string, string>>,
): DirectoryPlan {
  const target = targetOf(statement)
  const bound = withTexts(bindQuery(statement.query, outermost(state, 'real')), target, state)
  const columns = queryColumns(bound.columns)
  const empty = columns.find(({ type }) => /\bvoid\b/.test(type))
  if (empty !== undefined)
    throw semanticError(`Column "${empty.name}" is NULL of no type, which no file has`, 'Give it one: CAST(NULL AS string) AS ….')
  return {
    kind: 'write-directory',
    jobType: 'EXPORT',
    target,
    query: translatedQuery(bound.node, { columns, scans: state.scans, settings }),
  }
}

/** A column that is NULL and nothing else is a text to the formats that have no types, as in Spark: JSON, which leaves it out, and Hive's text. */
function withTexts(bound: BoundQuery, { format }: Target, state: BinderState): Pick<BoundQuery, 'columns' | 'node'> {
  if ((format !== 'json' && format !== 'hive') || bound.columns.every(({ type }) => type.kind !== 'void')) return bound
  const relation = state.relationName()
  const outputs = bound.columns.map(({ name, type }, index) => {
    const place = placeOf(relation, index)
    return { sql: type.kind === 'void' ? castSql(place, type, STRING) : place, name }
  })
  const columns = bound.columns.map((column) => (column.type.kind === 'void' ? { ...column, type: STRING } : column))
  const columnNames = bound.columns.map((_, index) => neutralName(index))
  return { columns, node: selectOf(outputs, { kind: 'query', query: bound.node, relation, columnNames, isLateral: false }) }
}

function targetOf({ location: written, provider, options }: WrittenDirectory): Target {
  const location = obsUrl(written)
  const format = FORMATS.find((one) => one === provider)
  if (format === undefined)
    throw unreadFormat(
      `INSERT OVERWRITE DIRECTORY … USING ${provider}`,
      provider,
      'There are USING csv, USING json, USING text and USING parquet.',
    )
  if (!/^obs:\/\/[^/]+\/[^/]/.test(location))
    throw semanticError(
      `'${location}' is not the obs:// path of a folder`,
      "Write INSERT OVERWRITE DIRECTORY 'obs://bucket/folder' USING ….",
    )
  return { format, location, options: Object.fromEntries(options) }
}
