import type { ZeroDates } from './remote-type.ts'

/** The streams' names between scan and decoder, by what becomes of zero dates: rows of MySQL's text protocol. */
export const ROW_FORMATS: Readonly<Record<ZeroDates, string>> = {
  refused: 'mysql-rows',
  null: 'mysql-rows-zero-null',
  'first-day': 'mysql-rows-zero-first-day',
}
