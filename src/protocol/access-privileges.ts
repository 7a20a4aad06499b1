/** What a statement does that no privilege of the vendor allows, only a role of the project: of no database and no table. */
export const READ_BUCKETS = 'READ_BUCKETS'
export const FILES_TABLE = 'MAKE_TABLES_OF_FILES'
/** Of a database: whoever may do all with it does. */
export const CHANGE_DATABASE = 'ALTER_DATABASE'
/** The vendor's, of databases; their tables are those of which it stands beside the name. */
export const OF_FUNCTIONS: ReadonlySet<string> = new Set(['CREATE_FUNCTION', 'DROP_FUNCTION'])
