const GRANTING = ['GRANT_PRIVILEGE', 'REVOKE_PRIVILEGE', 'SHOW_PRIVILEGES']
const OF_TABLE = [
  'SELECT',
  'DESCRIBE_TABLE',
  'INSERT_INTO_TABLE',
  'INSERT_OVERWRITE_TABLE',
  'DROP_TABLE',
  'SHOW_CREATE_TABLE',
  'SHOW_PARTITIONS',
  'ALTER_TABLE_ADD_COLUMNS',
  'ALTER_TABLE_ADD_PARTITION',
  'ALTER_TABLE_CHANGE_COLUMN',
  'ALTER_TABLE_DROP_PARTITION',
  'ALTER_TABLE_RENAME_PARTITION',
  'ALTER_TABLE_RECOVER_PARTITION',
  'ALTER_TABLE_RENAME',
  'ALTER_TABLE_SET_PROPERTIES',
  'ALTER_TABLE_SET_LOCATION',
  'ALTER_VIEW',
]
const OF_DATABASE = [
  'DISPLAY_DATABASE',
  'DISPLAY_ALL_TABLES',
  'CREATE_TABLE',
  'CREATE_VIEW',
  'CREATE_FUNCTION',
  'DROP_FUNCTION',
  'DROP_DATABASE',
]

const OF_FAMILY: Readonly<Record<string, readonly string[]>> = {
  queues: ['SUBMIT_JOB', 'CANCEL_JOB', 'RESTART', 'SCALE_QUEUE', 'DROP_QUEUE'],
  databases: [...OF_DATABASE, ...OF_TABLE],
  edsconnections: ['BIND_QUEUE', 'UPDATE', 'DELETE'],
  datasourceauth: ['USE_AUTH', 'UPDATE_AUTH', 'DROP_AUTH'],
  elasticresourcepools: ['RESOURCE_MANAGEMENT', 'SCALE', 'UPDATE', 'DROP'],
  variable: ['UPDATE', 'DELETE'],
  resources: ['USE_RESOURCE', 'GET_RESOURCE', 'UPDATE_RESOURCE', 'DELETE_RESOURCE'],
  groups: ['USE_GROUP', 'GET_GROUP', 'UPDATE_GROUP', 'DELETE_GROUP'],
}

/** What is granted on a single column of a table. */
export const ON_COLUMN = ['SELECT', 'ALL', ...GRANTING]

/** What is granted on an object, as the API names it (queues.q1, databases.shop.tables.orders): those that are mostly granted are first. */
export function privilegesOn(object: string): readonly string[] {
  const [family = ''] = object.split('.', 1)
  const own = object.includes('.tables.') ? [...OF_TABLE, 'DISPLAY_TABLE'] : (OF_FAMILY[family] ?? [])
  return ['ALL', ...own, ...GRANTING]
}
