import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { SparkTemplate } from '../../domain/spark-template.ts'
import type { Database } from '../../store/schema.ts'
import { findSparkTemplate, insertSparkTemplate, pageOfSparkTemplates, updateSparkTemplate } from '../../store/spark-templates.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText, lineText } from '../shared/names.ts'
import { noTemplate, templateName, templateTaken } from './template-name.ts'

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

function checked<T extends SparkTemplateContent>(template: T): T {
  if (template.batch.length > LIMITS.sparkTemplateCharacters) {
    throw new CausewayError('invalid-parameter', `The body of the Spark template has ${template.batch.length} characters`, {
      hint: `Use at most ${LIMITS.sparkTemplateCharacters}.`,
    })
  }
  return {
    ...template,
    name: templateName(KIND, template.name, LIMITS.templateNameCharacters),
    description: freeText('description', template.description),
    groupName: lineText('group', template.groupName),
  }
}

export function createSparkTemplates({ store, clock }: { readonly store: Store; readonly clock: Clock }): SparkTemplates {
  async function require(db: Database, projectId: string, id: string): Promise<SparkTemplate> {
    const found = await findSparkTemplate(db, projectId, { id })
    if (found === undefined) throw noTemplate(KIND, id)
    return found
  }

  return {
    async create({ projectId, userName: owner }, input) {
      const template = { ...checked(input), language: lineText('language', input.language) }
      return await store.transaction(async (tx) => {
        if ((await findSparkTemplate(tx, projectId, { name: template.name })) !== undefined) throw templateTaken(KIND, template.name)
        const { total } = await pageOfSparkTemplates(tx, projectId, { keyword: '', limit: 0 })
        if (total >= LIMITS.sparkTemplates) {
          throw new CausewayError('limit-exceeded', `The project has ${LIMITS.sparkTemplates} Spark templates`, {
            hint: 'Delete one that is not used.',
          })
        }
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
        const other = await findSparkTemplate(tx, projectId, { name: template.name })
        if (other !== undefined && other.id !== id) throw templateTaken(KIND, template.name)
        await updateSparkTemplate(tx, template)
      })
    },
  }
}
