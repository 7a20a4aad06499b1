import { CausewayError } from '../../../../base/errors.ts'

export const recordTooLarge = (bytesMax: number): CausewayError =>
  new CausewayError('limit-exceeded', `A row is larger than ${bytesMax >> 20} MiB`, {
    hint: 'A quote that is not closed may be the reason: see the options quote, escape and multiLine',
  })
