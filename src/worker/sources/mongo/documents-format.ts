/** The stream's name between scan and decoder: documents, one behind the other, and four zeros behind the last. */
export const DOCUMENTS_FORMAT = 'mongo-documents'
export const END_BYTES = 4
/** Its length, and the zero at its end. */
export const DOCUMENT_BYTES_MIN = 5
