import { sentenceWords } from '../../../base/text-breaks.ts'
import type { Compute } from './compute.ts'

/** A list of lists, as JSON. */
export const sentencesOf: Compute = (text) => JSON.stringify(sentenceWords(String(text)))
