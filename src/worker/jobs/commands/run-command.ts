import { CausewayError } from '../../../base/errors.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import { checkThere } from '../find-table.ts'
import type { JobContext } from '../job-context.ts'
import { alterColumns, renameTable } from './alter-table.ts'
import { annotateDatabase, annotateTable, showProperties } from './annotations.ts'
import { createTableLike } from './create-table-like.ts'
import { describeColumn } from './describe-column.ts'
import { describeDatabase } from './describe-database.ts'
import { describeTable } from './describe-table.ts'
import { changePartitions, placePartition, recoverPartitions, renamePartition, showPartitions } from './partitions.ts'
import { findRelation, viewName } from './relation.ts'
import { runSessionCommand } from './session-commands.ts'
import { showColumns } from './show-columns.ts'
import { showCreateTable } from './show-create-table.ts'
import { showCatalogs, showDatabases, showTables } from './show-names.ts'
import { showTableExtended } from './show-table-extended.ts'
import { describeHistory, restoreTable, vacuumTable } from './table-history.ts'
import { truncateTable } from './truncate-table.ts'

/** Carries out a command. Its rows are texts, truths or NULL: an answer that carries them makes texts of all. */
export async function runCommand(command: Command, context: JobContext): Promise<ResultRows> {
  switch (command.kind) {
    case 'create-database': {
      const { database, connection, ifNotExists } = command
      const isThere = ifNotExists && (await context.call({ kind: 'get-database', database })) !== null
      if (connection !== undefined && !isThere) await checkThere(connection, context)
      await context.call(command)
      return NO_ROWS
    }
    case 'annotate-database':
      return annotateDatabase(command, context)
    case 'drop-database': {
      const { database, ifExists, cascade } = command
      await context.call({ kind: 'drop-database', database, ifExists, cascade })
      return NO_ROWS
    }
    case 'drop-table': {
      const { relation, ifExists } = command
      const { database, table } = relation
      // As in Spark, which has no other table in sight then.
      const view = viewName(relation)
      if (view !== undefined && (await context.call({ kind: 'drop-view', view })).dropped) return NO_ROWS
      const found = await findRelation({ ...relation, isBare: false }, context)
      if (found?.kind === 'catalog-view') {
        throw new CausewayError('sql-semantics', `${database}.${table} is a view, and no table`, { hint: 'Use DROP VIEW.' })
      }
      await context.call({ kind: 'drop-table', database, table, ifExists })
      return NO_ROWS
    }
    case 'create-table-like':
      return createTableLike(command, context)
    case 'truncate-table':
      return truncateTable(command, context)
    case 'show-partitions':
      return showPartitions(command, context)
    case 'change-partitions':
      return changePartitions(command, context)
    case 'place-partition':
      return placePartition(command, context)
    case 'rename-partition':
      return renamePartition(command, context)
    case 'alter-columns':
      return alterColumns(command, context)
    case 'rename-table':
      return renameTable(command, context)
    case 'describe-history':
      return describeHistory(command, context)
    case 'restore-table':
      return restoreTable(command, context)
    case 'vacuum-table':
      return vacuumTable(command, context)
    case 'recover-partitions':
      return recoverPartitions(command, context)
    case 'describe-database':
      return describeDatabase(command, context)
    case 'describe-table':
      return describeTable(command, context)
    case 'describe-column':
      return describeColumn(command, context)
    case 'show-properties':
      return showProperties(command, context)
    case 'annotate-table':
      return annotateTable(command, context)
    case 'show-catalogs':
      return showCatalogs(command)
    case 'show-databases':
      return showDatabases(command, context)
    case 'show-tables':
      return showTables(command, context)
    case 'show-table-extended':
      return showTableExtended(command, context)
    case 'show-columns':
      return showColumns(command, context)
    case 'show-create-table':
      return showCreateTable(command, context)
    default:
      return runSessionCommand(command, context)
  }
}
