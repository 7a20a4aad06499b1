import type { Clock } from '../../../base/clock.ts'
import type { FlinkTemplate } from '../../domain/flink-template.ts'
import type { Page } from '../../domain/page.ts'
import {
  deleteFlinkTemplate,
  type FlinkTemplateSelection,
  findFlinkTemplate,
  insertFlinkTemplate,
  pageOfFlinkTemplates,
  updateFlinkTemplate,
} from '../../store/jobs/flink-templates.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText } from '../shared/names.ts'
import { checkTags } from '../shared/tags.ts'
import { checkTemplateLength, requireTemplateRoom, templateName, templateRules } from './template-rules.ts'

type FlinkTemplateContent = Pick<FlinkTemplate, 'name' | 'description' | 'sql'>
type NewFlinkTemplate = FlinkTemplateContent & Pick<FlinkTemplate, 'type' | 'tags'>

/** Flink SQL that is kept under a name, for whoever reads it: nothing runs it here. */
export interface FlinkTemplates {
  /** 'already-exists' for a name that the project has. */
  create(caller: Caller, template: NewFlinkTemplate): Promise<FlinkTemplate>
  list(caller: Caller, selection: FlinkTemplateSelection): Promise<Page<FlinkTemplate>>
  /** What is not given stays. 'not-found', 'already-exists' */
  update(caller: Caller, number: number, change: Partial<FlinkTemplateContent>): Promise<void>
  /** 'not-found' */
  delete(caller: Caller, number: number): Promise<void>
}

const KIND = 'Flink'
const { require, requireFreeName } = templateRules<FlinkTemplate, number>(
  KIND,
  ({ number }) => number,
  (db, projectId, by) => findFlinkTemplate(db, projectId, 'id' in by ? { number: by.id } : by),
)

function checked<T extends FlinkTemplateContent>(template: T): T {
  checkTemplateLength(KIND, 'The statement', template.sql, LIMITS.flinkTemplateCharacters)
  return {
    ...template,
    name: templateName(KIND, template.name, LIMITS.flinkTemplateNameCharacters),
    description: freeText('description', template.description),
  }
}

export function createFlinkTemplates({ store, clock }: { readonly store: Store; readonly clock: Clock }): FlinkTemplates {
  return {
    async create({ projectId }, input) {
      const template = { ...checked(input), tags: checkTags(input.tags) }
      return await store.transaction(async (tx) => {
        await requireFreeName(tx, projectId, template.name, undefined)
        const { total } = await pageOfFlinkTemplates(tx, projectId, { namePart: '', tags: [], order: 'asc', limit: 0 })
        requireTemplateRoom(KIND, total, LIMITS.flinkTemplates)
        const now = clock()
        const made = { ...template, projectId, number: await nextNumber(tx, projectId, 'flink-template'), createdAt: now, updatedAt: now }
        await insertFlinkTemplate(tx, made)
        return made
      })
    },

    async list({ projectId }, selection) {
      return await pageOfFlinkTemplates(store.db, projectId, selection)
    },

    async update({ projectId }, number, change) {
      await store.transaction(async (tx) => {
        const template = checked({ ...(await require(tx, projectId, number)), ...change })
        await requireFreeName(tx, projectId, template.name, number)
        await updateFlinkTemplate(tx, { ...template, updatedAt: clock() })
      })
    },

    async delete({ projectId }, number) {
      await store.transaction(async (tx) => {
        await deleteFlinkTemplate(tx, await require(tx, projectId, number))
      })
    },
  }
}
