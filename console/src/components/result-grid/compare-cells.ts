import { cellText } from '../../../../src/base/json-cells.ts'
import { compareNumberTexts } from './compare-numbers.ts'
import type { ValueKind } from './result-column.ts'

/** As Spark's ORDER BY: NULL before everything else, texts by their code points. Nested values by their text, which is not Spark's order of them. */
export function compareCells(kind: ValueKind): (a: string, b: string) => number {
  return (a, b) => {
    if (a === b) return 0
    if (a === 'null') return -1
    if (b === 'null') return 1
    switch (kind) {
      case 'number':
        return compareNumberTexts(cellText(a), cellText(b))
      case 'time':
        return compareTimes(cellText(a), cellText(b))
      case 'binary':
        return compareCodePoints(bytesText(cellText(a)), bytesText(cellText(b)))
      default:
        return compareCodePoints(cellText(a), cellText(b))
    }
  }
}

/** UTF-16 puts what is beyond U+FFFF before U+E000. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (x !== y) return lifted(x) - lifted(y)
  }
  return a.length - b.length
}

const lifted = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

const bytesText = (base64: string): string => {
  try {
    return atob(base64)
  } catch {
    return base64
  }
}

const TIME = /^([+-]?)(\d+)(-.*)$/

/** Years may have a sign, or more than four digits. */
function compareTimes(a: string, b: string): number {
  const [x, y] = [TIME.exec(a), TIME.exec(b)]
  const yearOf = (match: RegExpExecArray | null): number => (match === null ? 0 : Number(`${match[1] === '-' ? '-' : ''}${match[2]}`))
  return yearOf(x) - yearOf(y) || compareCodePoints(x?.[3] ?? a, y?.[3] ?? b)
}
