import { CausewayError } from '../../../base/errors.ts'
import { COLUMN_LIMITS } from '../../../protocol/column-limits.ts'
import type { Properties, TableDefinition } from '../../../protocol/table-definition.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, textRows } from './command-rows.ts'
import { existingRelation } from './relation.ts'

const COMMENT_LENGTH_MAX = 4096

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

/** Comments and properties of a table. */
export async function annotateTable({ relation, annotation }: Of<'annotate-table'>, context: JobContext): Promise<ResultRows> {
  const found = await existingRelation(relation, context)
  if (found.kind !== 'table') {
    throw new CausewayError('sql-semantics', `${relation.table} is a view, and no table`, {
      hint: found.kind === 'view' ? 'Make the view anew, as you want it.' : 'Use ALTER VIEW.',
    })
  }
  checkCommentLength('comment' in annotation ? annotation.comment : '')
  if (annotation.kind === 'location') checkMovable(found.table)
  const { database, name: table } = found.table
  await context.call({ kind: 'annotate-table', database, table, change: annotation })
  return NO_ROWS
}

/** Comment and properties of a database. */
export async function annotateDatabase(
  { database, comment, properties }: Of<'annotate-database'>,
  context: JobContext,
): Promise<ResultRows> {
  checkCommentLength(comment ?? '')
  await existingDatabase(database, context)
  await context.call({ kind: 'annotate-database', database, properties, ...(comment === undefined ? {} : { comment }) })
  return NO_ROWS
}

/** As `alter-columns`: rows of a managed table are where the server has them. */
function checkMovable({ database, name, source }: TableDefinition): void {
  if (source.kind === 'files') return
  throw new CausewayError('not-supported', `${database}.${name} is no table of files at a location: it cannot get another one`, {
    hint: "Make a table there: CREATE TABLE … LOCATION 'obs://bucket/folder'.",
  })
}

/** What is longer than the server's protocol allows is told to the user here: there it would be a worker gone wrong. */
function checkCommentLength(comment: string): void {
  const max = Math.min(COMMENT_LENGTH_MAX, COLUMN_LIMITS.commentCharacters)
  if (comment.length > max) throw new CausewayError('limit-exceeded', `The comment has ${comment.length} characters; it may have ${max}`)
}

/** As in Spark, of a temporary view nothing is shown, and of a property that is not there a sentence. */
export async function showProperties({ relation, key }: Of<'show-properties'>, context: JobContext): Promise<ResultRows> {
  const found = await existingRelation(relation, context)
  if (found.kind === 'view') return textRows(['key', 'value'], [])
  const { database, name } = found.kind === 'table' ? found.table : found.view
  const properties =
    found.kind === 'table' ? { ...optionProperties(found.table), ...found.table.properties } : (found.view.properties ?? {})
  if (key !== undefined) {
    const shown = `${found.kind === 'table' ? 'spark_catalog.' : ''}${database}.${name}`
    const value = Object.hasOwn(properties, key) ? properties[key] : undefined
    return textRows(['key', 'value'], [[key, value ?? `Table ${shown} does not have property: ${key}`]])
  }
  return textRows(
    ['key', 'value'],
    Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Spark lists the options of a table, too, but not its place. */
const optionProperties = ({ source }: TableDefinition): Properties =>
  source.kind === 'files' ? Object.fromEntries(Object.entries(source.options).map(([key, value]) => [`option.${key}`, value])) : {}
