import { obsUrl } from '../../../base/obs-url.ts'
import { type BinderState, bindQuery, outermost } from '../bind/context.ts'
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
  const bound = bindQuery(statement.query, outermost(state, 'real'))
  const columns = queryColumns(bound.columns)
  const empty = columns.find(({ type }) => /\bvoid\b/.test(type))
  if (empty !== undefined)
    throw semanticError(`Column "${empty.name}" is NULL of no type, which no file has`, 'Give it one: CAST(NULL AS string) AS ….')
  return {
    kind: 'write-directory',
    jobType: 'EXPORT',
    target: targetOf(statement),
    query: translatedQuery(bound.node, { columns, scans: state.scans, settings }),
  }
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
