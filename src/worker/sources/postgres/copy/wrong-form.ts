import { CausewayError } from '../../../../base/errors.ts'

/** A field of a column is not of the type that the table's description said. */
export const wrongForm = (name: string, form: string) =>
  new CausewayError('remote-failure', `Column "${name}" came in a form that is not ${form}`, {
    hint: 'The remote table was changed while it was read: run the statement again',
  })
