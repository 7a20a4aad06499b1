/** What to do about a file of a table's log that is not as its format, or another file, says. */
export const DAMAGED_FILE = 'The file is damaged, or was copied in part: bring it back, or make the table anew from what wrote it.'
