import { CausewayError } from '../../base/errors.ts'

/** Of a file that was listed when the statement began and is not there any more, as where its location is overwritten meanwhile. `place`: as the user knows it. */
export const removedFile = (place: string, cause: unknown): CausewayError =>
  new CausewayError('conflict', `A file that the statement reads was removed meanwhile (${place})`, {
    hint: 'Run the statement again: it reads what is there by then',
    cause,
  })
