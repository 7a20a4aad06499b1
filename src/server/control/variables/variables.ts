import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { GlobalVariable, GlobalVariableRecord } from '../../domain/global-variable.ts'
import type { Page } from '../../domain/page.ts'
import { variablePurpose } from '../../domain/secret-purpose.ts'
import {
  countGlobalVariables,
  deleteGlobalVariable,
  findGlobalVariable,
  insertGlobalVariable,
  pageOfGlobalVariables,
  updateGlobalVariable,
  type VariableSelection,
} from '../../store/jobs/global-variables.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { variableName } from '../shared/names.ts'
import type { UsedSecret } from './hidden-secrets.ts'

interface NewVariable {
  readonly name: string
  readonly value: string
  readonly isSensitive: boolean
}

/** A statement with its variables filled in: for whoever runs it, and for nobody to see. */
export interface FilledStatement {
  readonly sql: string
  readonly secrets: readonly UsedSecret[]
}

export interface Variables {
  create(caller: Caller, input: NewVariable): Promise<void>
  /** Oldest first. */
  list(caller: Caller, selection: VariableSelection): Promise<Page<GlobalVariable>>
  setValue(caller: Caller, name: string, value: string): Promise<void>
  delete(caller: Caller, name: string): Promise<void>
}

const USE = /\{\{(\w{1,128})\}\}/g

const noVariable = (name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('global variable', name), { hint: 'List the variables of the project.' })

function checkValue(value: string): string {
  if (value !== '' && value.length <= LIMITS.variableCharacters) return value
  throw new CausewayError('invalid-parameter', `The value of a global variable has 1 to ${LIMITS.variableCharacters} characters`, {
    hint: 'Use several variables.',
  })
}

function toVariable({ number, name, value, isSensitive, userId, userName, createdAt, updatedAt }: GlobalVariableRecord): GlobalVariable {
  return { number, name, value, isSensitive, userId, userName, createdAt, updatedAt }
}

/** The names that stand in double braces, whether there are such variables or not. */
export const usedVariables = (sql: string): ReadonlySet<string> => new Set(Array.from(sql.matchAll(USE), ([, used = '']) => used))

/** Each `{{name}}` of the statement, wherever it stands, with the value that the variable has now. What is filled in is not looked through again. */
export async function fillVariables(store: Store, projectId: string, sql: string): Promise<FilledStatement> {
  const values = new Map<string, string>()
  const secrets: UsedSecret[] = []
  for (const name of usedVariables(sql)) {
    const variable = await findGlobalVariable(store.db, projectId, name)
    if (variable === undefined) {
      throw new CausewayError('sql-semantics', `The statement uses {{${name}}}, and there is no global variable of that name`, {
        hint: 'Make the variable. Where the braces are meant as they stand, write them as two texts that are joined: concat("{", "{…}}").',
      })
    }
    const { sealedValue } = variable
    const value = sealedValue === undefined ? variable.value : store.secrets.open(sealedValue, variablePurpose(projectId, name))
    values.set(name, value)
    if (sealedValue !== undefined) secrets.push({ name, value })
  }
  return { sql: values.size === 0 ? sql : sql.replace(USE, (whole, name: string) => values.get(name) ?? whole), secrets }
}

export function createVariables({ store, clock }: { readonly store: Store; readonly clock: Clock }): Variables {
  const kept = (projectId: string, name: string, value: string, isSensitive: boolean) =>
    isSensitive
      ? { value: '', sealedValue: store.secrets.seal(checkValue(value), variablePurpose(projectId, name)) }
      : { value: checkValue(value), sealedValue: undefined }

  return {
    async create({ projectId, userId, userName }, input) {
      const name = variableName(input.name)
      const { isSensitive } = input
      checkValue(input.value)
      await store.transaction(async (tx) => {
        if ((await findGlobalVariable(tx, projectId, name)) !== undefined) {
          throw new CausewayError('already-exists', `The global variable ${name} already exists`, {
            hint: 'Change its value, or choose another name.',
          })
        }
        if ((await countGlobalVariables(tx, projectId)) >= LIMITS.variablesOfProject) {
          throw new CausewayError('limit-exceeded', `The project has ${LIMITS.variablesOfProject} global variables`, {
            hint: 'Delete one that is not used.',
          })
        }
        const now = clock()
        const number = await nextNumber(tx, projectId, 'variable')
        await insertGlobalVariable(tx, {
          projectId,
          number,
          name,
          ...kept(projectId, name, input.value, isSensitive),
          isSensitive,
          userId,
          userName,
          createdAt: now,
          updatedAt: now,
        })
      })
    },

    async list({ projectId }, selection) {
      const { total, items } = await pageOfGlobalVariables(store.db, projectId, selection)
      return { total, items: items.map(toVariable) }
    },

    async setValue({ projectId }, name, value) {
      await store.transaction(async (tx) => {
        const variable = await findGlobalVariable(tx, projectId, name)
        if (variable === undefined) throw noVariable(name)
        const content = kept(projectId, name, value, variable.isSensitive)
        await updateGlobalVariable(tx, projectId, name, { ...content, updatedAt: clock() })
      })
    },

    async delete({ projectId }, name) {
      await store.transaction(async (tx) => {
        if (!(await deleteGlobalVariable(tx, projectId, name))) throw noVariable(name)
        await forgetPrivileges(tx, projectId, { kind: 'variable', name })
      })
    },
  }
}
