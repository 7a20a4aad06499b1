/** Columns of a scan that say where a row is: no statement can name them, for a table that has a column of such a name gets no such scan. */
export const FILE_COLUMN = '$file'
/** The place of the row in its file. */
export const ROW_COLUMN = '$row'
