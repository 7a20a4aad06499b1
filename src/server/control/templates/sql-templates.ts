import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { SqlTemplate } from '../../domain/sql-template.ts'
import { deleteSparkTemplate, findSparkTemplate } from '../../store/jobs/spark-templates.ts'
import {
  countSqlTemplates,
  deleteSqlTemplate,
  findSqlTemplate,
  insertSqlTemplate,
  listSqlTemplates,
  updateSqlTemplate,
} from '../../store/jobs/sql-templates.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText, lineText } from '../shared/names.ts'
import { SAMPLE_STATEMENTS, type SampleStatement } from './sample-statements.ts'
import { templateName, templateRules } from './template-rules.ts'

interface NewSqlTemplate {
  readonly name: string
  readonly sql: string
  readonly description: string
  readonly groupName: string
}

/** Statements that are kept under a name: nobody runs them here but whoever reads one and submits it. */
export interface SqlTemplates {
  /** 'already-exists' for a name that the project has. */
  create(caller: Caller, template: NewSqlTemplate): Promise<SqlTemplate>
  /** By name. @param keyword a part of the name */
  list(caller: Caller, keyword: string): Promise<readonly SqlTemplate[]>
  /** What is not given stays. 'not-found', 'already-exists' */
  update(caller: Caller, id: string, change: Partial<NewSqlTemplate>): Promise<void>
  /** All of them, or none: 'not-found' for one that is not there. Templates of Spark, too: the vendor has no other call for those. */
  delete(caller: Caller, ids: readonly string[]): Promise<void>
  samples(): readonly SampleStatement[]
}

const KIND = 'SQL'
const { require, requireFreeName } = templateRules<SqlTemplate, string>(KIND, ({ id }) => id, findSqlTemplate)

function checked({ name, sql, description, groupName }: NewSqlTemplate): NewSqlTemplate {
  const checkedName = templateName(KIND, name, LIMITS.templateNameCharacters)
  if (sql.trim() === '') throw new CausewayError('invalid-parameter', 'The SQL template has no statement', { hint: 'Give it one.' })
  return { name: checkedName, sql, description: freeText('description', description), groupName: lineText('group', groupName) }
}

export function createSqlTemplates({ store, clock }: { readonly store: Store; readonly clock: Clock }): SqlTemplates {
  async function requireRoom(db: Database, projectId: string, template: NewSqlTemplate, without: string): Promise<void> {
    const { count, characters } = await countSqlTemplates(db, projectId, without)
    if (count < LIMITS.sqlTemplates && characters + template.sql.length <= LIMITS.templateCharacters) return
    throw new CausewayError('limit-exceeded', 'The project can keep no more SQL templates', {
      hint: `Delete some: ${LIMITS.sqlTemplates} are possible, with ${LIMITS.templateCharacters} characters together.`,
    })
  }

  return {
    async create({ projectId, userName: owner }, input) {
      const template = checked(input)
      return await store.transaction(async (tx) => {
        await requireFreeName(tx, projectId, template.name, undefined)
        await requireRoom(tx, projectId, template, '')
        const made = { ...template, id: newUuid(), projectId, owner, createdAt: clock() }
        await insertSqlTemplate(tx, made)
        return made
      })
    },

    async list({ projectId }, keyword) {
      return await listSqlTemplates(store.db, projectId, keyword)
    },

    async update({ projectId }, id, change) {
      await store.transaction(async (tx) => {
        const found = await require(tx, projectId, id)
        const template = checked({ ...found, ...change })
        await requireFreeName(tx, projectId, template.name, id)
        await requireRoom(tx, projectId, template, id)
        await updateSqlTemplate(tx, { id, ...template })
      })
    },

    async delete({ projectId }, ids) {
      await store.transaction(async (tx) => {
        for (const id of new Set(ids)) {
          if ((await findSparkTemplate(tx, projectId, { id })) !== undefined) await deleteSparkTemplate(tx, id)
          else await deleteSqlTemplate(tx, (await require(tx, projectId, id)).id)
        }
      })
    },

    samples: () => SAMPLE_STATEMENTS,
  }
}
