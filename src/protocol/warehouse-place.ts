const DEFAULT_DATABASE = 'default'

/** The name of a place, which is no path: what is in the warehouse is reached by the names of tables. */
export function warehousePlace(database: string, name: string, folders?: string): string {
  return `warehouse:/${[...(database === DEFAULT_DATABASE ? [] : [`${database}.db`]), name, ...(folders === undefined ? [] : [folders])].join('/')}`
}

/** The same of a database: of `default` the warehouse itself. */
export const databasePlace = (database: string): string => `warehouse:/${database === DEFAULT_DATABASE ? '' : `${database}.db`}`
