import type { Clock } from '../../../base/clock.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { SparkTemplate } from '../../domain/spark-template.ts'
import { findSparkTemplate, insertSparkTemplate, pageOfSparkTemplates, updateSparkTemplate } from '../../store/jobs/spark-templates.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText, lineText } from '../shared/names.ts'
import { checkTemplateLength, requireTemplateRoom, templateName, templateRules } from './template-rules.ts'

type SparkTemplateContent = Pick<SparkTemplate, 'name' | 'batch' | 'description' | 'groupName'>
type NewSparkTemplate = SparkTemplateContent & Pick<SparkTemplate, 'language'>

/** Parameters of Spark batches that are kept under a name, for whoever reads them: nothing runs them here. SqlTemplates deletes them, as the vendor does. */
export interface SparkTemplates {
  /** 'already-exists' for a name that the project has. */
  create(caller: Caller, template: NewSparkTemplate): Promise<SparkTemplate>
  /** By name. `keyword`: a part of the name. */
  list(caller: Caller, selection: PageRequest & { readonly keyword: string }): Promise<Page<SparkTemplate>>
  /** 'not-found' */
  get(caller: Caller, id: string): Promise<SparkTemplate>
  /** What is not given stays. 'not-found', 'already-exists' */
  update(caller: Caller, id: string, change: Partial<SparkTemplateContent>): Promise<void>
}

const KIND = 'Spark'
const { require, requireFreeName } = templateRules<SparkTemplate, string>(KIND, ({ id }) => id, findSparkTemplate)

function checked<T extends SparkTemplateContent>(template: T): T {
  checkTemplateLength(KIND, 'The body', template.batch, LIMITS.sparkTemplateCharacters)
  return {
    ...template,
    name: templateName(KIND, template.name, LIMITS.templateNameCharacters),
    description: freeText('description', template.description),
    groupName: lineText('group', template.groupName),
  }
}

export function createSparkTemplates({ store, clock }: { readonly store: Store; readonly clock: Clock }): SparkTemplates {
  return {
    async create({ projectId, userName: owner }, input) {
      const template = { ...checked(input), language: lineText('language', input.language) }
      return await store.transaction(async (tx) => {
        await requireFreeName(tx, projectId, template.name, undefined)
        const { total } = await pageOfSparkTemplates(tx, projectId, { keyword: '', limit: 0 })
        requireTemplateRoom(KIND, total, LIMITS.sparkTemplates)
        const made = { ...template, id: newUuid(), projectId, owner, createdAt: clock() }
        await insertSparkTemplate(tx, made)
        return made
      })
    },

    async list({ projectId }, selection) {
      return await pageOfSparkTemplates(store.db, projectId, selection)
    },

    async get({ projectId }, id) {
      return await require(store.db, projectId, id)
    },

    async update({ projectId }, id, change) {
      await store.transaction(async (tx) => {
        const template = checked({ ...(await require(tx, projectId, id)), ...change })
        await requireFreeName(tx, projectId, template.name, id)
        await updateSparkTemplate(tx, template)
      })
    },
  }
}
