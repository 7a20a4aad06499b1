/** A column of this name is the id of a document: no field of one can have it. */
export const ID_COLUMN = '_id'
