import type { CausewayError } from '../../base/errors.ts'
import { semanticError } from './syntax-error.ts'

export const missingTable = (database: string, table: string): CausewayError =>
  semanticError(`The table ${database}.${table} does not exist`, 'SHOW TABLES lists the tables of a database; CREATE TABLE makes one.')
