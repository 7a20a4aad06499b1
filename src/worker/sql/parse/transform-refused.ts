import type { CausewayError } from '../../../base/errors.ts'
import { notSupported } from '../syntax-error.ts'

/** SELECT TRANSFORM (…) USING 'a program', and its older forms MAP and REDUCE. */
export const transformRefused = (): CausewayError =>
  notSupported(
    'TRANSFORM',
    'Jobs run no programs of the machine: compute the columns with functions, or with one of your own (CREATE FUNCTION f(a INT) RETURNS INT RETURN a + 1).',
  )
