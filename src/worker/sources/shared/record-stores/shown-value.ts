import { inOneLine } from '../in-one-line.ts'

const SHOWN_CHARACTERS = 60

/** The text of a value that is none of its column's type, for a message. */
export const shownValue = (text: string): string => inOneLine(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)
