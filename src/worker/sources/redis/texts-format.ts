/** The stream's name between scan and decoder: rows of texts. */
export const TEXTS_FORMAT = 'redis-texts'

/** Before each row, which may have no field. */
export const ROW_MARK = 0x01
/** Behind the last row: a stream without it was cut. */
export const END_MARK = 0x02
/** In the place of the length of a text that is not there. */
export const NO_TEXT = -1
