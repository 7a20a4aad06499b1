import { CausewayError } from '../../../base/errors.ts'
import type { Database } from '../../store/schema.ts'
import { lineText } from '../shared/names.ts'

/** Checked; the case is kept. @param kind as users call the template */
export function templateName(kind: string, name: string, charactersMax: number): string {
  if (name.trim() === '') throw new CausewayError('invalid-parameter', `The ${kind} template has no name`, { hint: 'Give it one.' })
  if (name.length > charactersMax) {
    throw new CausewayError('invalid-parameter', `The name of the ${kind} template has ${name.length} characters`, {
      hint: `Use at most ${charactersMax}.`,
    })
  }
  return lineText('name', name)
}

/** @param what of the template: "The statement" */
export function checkTemplateLength(kind: string, what: string, text: string, charactersMax: number): void {
  if (text.length <= charactersMax) return
  throw new CausewayError('invalid-parameter', `${what} of the ${kind} template has ${text.length} characters`, {
    hint: `Use at most ${charactersMax}.`,
  })
}

export function requireTemplateRoom(kind: string, count: number, templatesMax: number): void {
  if (count < templatesMax) return
  throw new CausewayError('limit-exceeded', `The project has ${templatesMax} ${kind} templates`, { hint: 'Delete one that is not used.' })
}

interface TemplateRules<T, Id> {
  /** 'not-found' */
  require(db: Database, projectId: string, id: Id): Promise<T>
  /** 'already-exists' where another one has the name. @param id of the one that is to have it; undefined: a new one */
  requireFreeName(db: Database, projectId: string, name: string, id: Id | undefined): Promise<void>
}

/** What holds of the templates of every kind. @param find by the id, or by the name in the project */
export function templateRules<T, Id extends string | number>(
  kind: string,
  idOf: (template: T) => Id,
  find: (db: Database, projectId: string, by: { readonly id: Id } | { readonly name: string }) => Promise<T | undefined>,
): TemplateRules<T, Id> {
  return {
    async require(db, projectId, id) {
      const found = await find(db, projectId, { id })
      if (found !== undefined) return found
      throw new CausewayError('not-found', `There is no ${kind} template with the id ${id}`, {
        hint: `List the ${kind} templates of the project.`,
      })
    },

    async requireFreeName(db, projectId, name, id) {
      const other = await find(db, projectId, { name })
      if (other === undefined || idOf(other) === id) return
      throw new CausewayError('already-exists', `The ${kind} template ${name} already exists`, {
        hint: 'Choose another name, or change that one.',
      })
    },
  }
}
