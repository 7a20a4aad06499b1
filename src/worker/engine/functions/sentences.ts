import type { Compute } from './compute.ts'
import { sentenceWords } from './text-breaks.ts'

/** A list of lists, as JSON. */
export const sentencesOf: Compute = (text) => JSON.stringify(sentenceWords(String(text)))
