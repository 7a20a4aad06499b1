import { javaDoubleText, javaFloatText } from '../../../base/java/java-double-text.ts'
import type { Compute } from './compute.ts'

/** Of the engine's text of a number. */
export const doubleText: Compute = (text) => javaDoubleText(Number(text))
export const floatText: Compute = (text) => javaFloatText(Number(text))
