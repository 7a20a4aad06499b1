import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { FlinkTemplate } from '../../domain/flink-template.ts'
import type { Page } from '../../domain/page.ts'
import {
  deleteFlinkTemplate,
  type FlinkTemplateSelection,
  findFlinkTemplate,
  insertFlinkTemplate,
  pageOfFlinkTemplates,
  updateFlinkTemplate,
} from '../../store/flink-templates.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sequences.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText } from '../shared/names.ts'
import { checkTags } from '../shared/tags.ts'
import { noTemplate, templateName, templateTaken } from './template-name.ts'

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

function checked<T extends FlinkTemplateContent>(template: T): T {
  if (template.sql.length > LIMITS.flinkTemplateCharacters) {
    throw new CausewayError('invalid-parameter', `The statement of the Flink template has ${template.sql.length} characters`, {
      hint: `Use at most ${LIMITS.flinkTemplateCharacters}.`,
    })
  }
  return {
    ...template,
    name: templateName(KIND, template.name, LIMITS.flinkTemplateNameCharacters),
    description: freeText('description', template.description),
  }
}

export function createFlinkTemplates({ store, clock }: { readonly store: Store; readonly clock: Clock }): FlinkTemplates {
  async function require(db: Database, projectId: string, number: number): Promise<FlinkTemplate> {
    const found = await findFlinkTemplate(db, projectId, { number })
    if (found === undefined) throw noTemplate(KIND, String(number))
    return found
  }

  return {
    async create({ projectId }, input) {
      const template = { ...checked(input), tags: checkTags(input.tags) }
      return await store.transaction(async (tx) => {
        if ((await findFlinkTemplate(tx, projectId, { name: template.name })) !== undefined) throw templateTaken(KIND, template.name)
        const { total } = await pageOfFlinkTemplates(tx, projectId, { namePart: '', tags: [], order: 'asc', limit: 0 })
        if (total >= LIMITS.flinkTemplates) {
          throw new CausewayError('limit-exceeded', `The project has ${LIMITS.flinkTemplates} Flink templates`, {
            hint: 'Delete one that is not used.',
          })
        }
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
        const other = await findFlinkTemplate(tx, projectId, { name: template.name })
        if (other !== undefined && other.number !== number) throw templateTaken(KIND, template.name)
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
