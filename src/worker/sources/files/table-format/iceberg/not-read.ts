/** What to do about a table that has what is not read. */
export const NOT_READ = 'Have a copy of the table made without it, by what writes the table: in Parquet, in version 2 of the format.'
