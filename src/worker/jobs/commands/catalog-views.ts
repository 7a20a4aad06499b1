import { CausewayError } from '../../../base/errors.ts'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import type { NamedRelation, SessionCommand } from '../../sql/session/session-command.ts'
import { checkColumnLimits } from '../column-limits.ts'
import type { JobContext } from '../job-context.ts'
import { existingRelation } from './relation.ts'

type Change = Extract<SessionCommand, { kind: 'put-catalog-view' | 'rename-view' | 'change-view-properties' }>

const COMMENT_LENGTH_MAX = 4096

/** What makes or changes a view of the catalog. */
export async function changeCatalogView(command: Change, context: JobContext): Promise<ResultRows> {
  switch (command.kind) {
    case 'put-catalog-view': {
      const { view, mode, ifNotExists } = command
      checkColumnLimits(view.columns)
      checkComments(view)
      await context.call({ kind: 'put-catalog-view', view, mode, ifNotExists })
      return NO_ROWS
    }
    case 'rename-view': {
      const { database, name } = await requireView(command.relation, 'ALTER VIEW … RENAME TO', context)
      await context.call({ kind: 'rename-catalog-view', database, view: name, newName: command.newName })
      return NO_ROWS
    }
    case 'change-view-properties': {
      const { database, name } = await requireView(command.relation, 'ALTER VIEW … TBLPROPERTIES', context)
      await context.call({ kind: 'change-view-properties', database, view: name, change: command.change })
      return NO_ROWS
    }
  }
}

async function requireView(named: NamedRelation, statement: string, context: JobContext): Promise<ViewDefinition> {
  const found = await existingRelation(named, context)
  switch (found.kind) {
    case 'catalog-view':
      return found.view
    case 'table':
      throw new CausewayError('sql-semantics', `${named.database}.${named.table} is a table: ${statement} is for views`)
    case 'view':
      throw new CausewayError('not-supported', `${statement} of a temporary view is not supported`, {
        hint: 'Make the view anew, as you want it.',
      })
  }
}

/** What is longer than the server's protocol allows is told to the user here: there it would be a worker gone wrong. */
function checkComments({ comment = '' }: ViewDefinition): void {
  if (comment.length <= COMMENT_LENGTH_MAX) return
  throw new CausewayError('limit-exceeded', `The comment of a view has ${comment.length} characters; it may have ${COMMENT_LENGTH_MAX}`)
}
