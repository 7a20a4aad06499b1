/** By where the API says that the rows are. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  DLI: 'managed table',
  OBS: 'table of files',
  JDBC: 'table of a database',
  REDIS: 'table of a Redis',
  VIEW: 'view',
}
