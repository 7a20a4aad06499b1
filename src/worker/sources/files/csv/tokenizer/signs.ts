export const LINE_FEED = 0x0a
/** Stands for a \n that is not the line separator of its file; no byte of UTF-8. */
export const BARE_LINE_FEED = 0xff
/** No sign. */
export const NONE = 0
const SPACE = 0x20

export const isLineFeed = (byte: number): boolean => byte === LINE_FEED || byte === BARE_LINE_FEED

export const isWhite = (byte: number): boolean => byte <= SPACE
