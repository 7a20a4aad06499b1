import { Type } from 'typebox'
import { DEFENCE_TYPES } from '../../../base/defence-types.ts'
import { DEFENCE_ACTIONS, type DefenceRule } from '../../domain/defence-rule.ts'
import type { Database, Schema } from '../schema.ts'
import { textsFromJson } from '../sqlite/record-types.ts'
import { storedValue } from '../sqlite/rows.ts'

const typeOf = storedValue('type of a rule', Type.Enum([...DEFENCE_TYPES]))

const actionOf = storedValue('action of a rule', Type.Enum([...DEFENCE_ACTIONS]))

const ruleOf = (row: Schema['defenceRule']): DefenceRule => ({
  ...row,
  type: typeOf(row.type),
  action: actionOf(row.action),
  queueNames: textsFromJson(row.queueNames),
})

const rowOf = (rule: DefenceRule): Schema['defenceRule'] => ({ ...rule, queueNames: JSON.stringify(rule.queueNames) })

export async function insertDefenceRule(db: Database, rule: DefenceRule): Promise<void> {
  await db.insertInto('defenceRule').values(rowOf(rule)).execute()
}

/** All of a project, the newest first. */
export async function listDefenceRules(db: Database, projectId: string): Promise<readonly DefenceRule[]> {
  const rows = await db
    .selectFrom('defenceRule')
    .selectAll()
    .where('projectId', '=', projectId)
    .orderBy('createdAt', 'desc')
    .orderBy('name')
    .execute()
  return rows.map(ruleOf)
}

export async function updateDefenceRule(db: Database, rule: DefenceRule): Promise<void> {
  await db.updateTable('defenceRule').set(rowOf(rule)).where('id', '=', rule.id).execute()
}

export async function deleteDefenceRule(db: Database, id: string): Promise<void> {
  await db.deleteFrom('defenceRule').where('id', '=', id).execute()
}
