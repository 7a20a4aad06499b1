/** Stands for the database of a table whose rows are changed: it is read under a name that no other reference has, and with the place of each row. */
export const CHANGED_DATABASE = '$changed'
/** Columns that only such a table has, of which each row says where it is. No statement may name them, nor change a table that has one of such a name. */
export const FILE_COLUMN = '$file'
/** The place of the row in its file. */
export const ROW_COLUMN = '$row'
/** Of a table of files: the file of each row, as input_file_name() has it. It is read where that is called, and named by no statement. */
export const INPUT_FILE = '$input_file'
/** What else is known of that file, for the hidden column _metadata: its name, its bytes, and when it was last written. */
export const FILE_NAME = '$file_name'
export const FILE_SIZE = '$file_size'
export const FILE_TIME = '$file_time'
/** The column that tables of files have beside their own, and that no star stands for. */
export const FILE_METADATA = '_metadata'
/** By the types that they are read in. */
export const TOLD_OF_FILES: ReadonlyMap<string, string> = new Map([
  [INPUT_FILE, 'string'],
  [FILE_NAME, 'string'],
  [FILE_SIZE, 'bigint'],
  [FILE_TIME, 'timestamp'],
])

/** What the engine calls the file and the place of a row; it cannot tell them from columns of the file. */
export const ENGINE_PLACES = { file: 'filename', row: 'file_row_number' } as const
