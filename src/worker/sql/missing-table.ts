import { CausewayError } from '../../base/errors.ts'

/** A name that stands for no table, as the translator sees it; who can ask the catalog says more. */
export class MissingTableError extends CausewayError {
  readonly database: string
  readonly table: string

  constructor(database: string, table: string) {
    super('sql-semantics', `The table ${database}.${table} does not exist`, {
      hint: 'SHOW TABLES lists the tables of a database; CREATE TABLE makes one.',
    })
    this.database = database
    this.table = table
  }
}

export const missingTable = (database: string, table: string): MissingTableError => new MissingTableError(database, table)
