import { CausewayError } from '../../../base/errors.ts'
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

export const templateTaken = (kind: string, name: string): CausewayError =>
  new CausewayError('already-exists', `The ${kind} template ${name} already exists`, { hint: 'Choose another name, or change that one.' })

export const noTemplate = (kind: string, id: string): CausewayError =>
  new CausewayError('not-found', `There is no ${kind} template with the id ${id}`, { hint: `List the ${kind} templates of the project.` })
