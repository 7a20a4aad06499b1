/** What LOAD DATA reads, as a table: no database has this name. */
export const LOADED = { database: '$loaded', table: 'files' } as const
