const GRANTING = ['GRANT_PRIVILEGE', 'REVOKE_PRIVILEGE', 'SHOW_PRIVILEGES']
const OF_TABLE = [
  'SELECT',
  'DESCRIBE_TABLE',
  'INSERT_INTO_TABLE',
  'INSERT_OVERWRITE_TABLE',
  'DROP_TABLE',
  'SHOW_CREATE_TABLE',
  'SHOW_PARTITIONS',
]
const ALTERING = [
  'ALTER_TABLE_ADD_COLUMNS',
  'ALTER_TABLE_ADD_PARTITION',
  'ALTER_TABLE_CHANGE_COLUMN',
  'ALTER_TABLE_DROP_PARTITION',
  'ALTER_TABLE_RENAME',
  'ALTER_TABLE_SET_PROPERTIES',
]
const OF_DATABASE = ['DISPLAY_DATABASE', 'DISPLAY_ALL_TABLES', 'CREATE_TABLE', 'CREATE_VIEW', 'DROP_DATABASE']

/** What is mostly granted on a database, where it holds for all tables in it, or on a table: those that are read first. */
export const privilegesOn = (object: string): readonly string[] =>
  object.includes('.tables.')
    ? ['ALL', ...OF_TABLE, ...ALTERING, ...GRANTING]
    : ['ALL', ...OF_DATABASE, ...OF_TABLE, ...ALTERING, ...GRANTING]
