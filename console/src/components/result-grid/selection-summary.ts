import { cellText } from '../../../../src/base/json-cells.ts'
import { compareNumberTexts, exactSum } from './compare-numbers.ts'

const SUMMED_MAX = 100_000

/** A line on the values of a range, numbers exactly; '' of a single one. */
export function selectionSummary(cells: readonly string[], areNumbers: boolean): string {
  if (cells.length < 2) return ''
  const values = cells.filter((cell) => cell !== 'null')
  const counted = `${cells.length.toLocaleString('en-US')} cells, ${(cells.length - values.length).toLocaleString('en-US')} NULL`
  if (!areNumbers || values.length === 0 || values.length > SUMMED_MAX) return counted
  const texts = values.map(cellText)
  const sorted = texts.toSorted(compareNumberTexts)
  const sum = exactSum(texts) ?? `about ${texts.reduce((total, text) => total + Number(text), 0)}`
  return `${counted}, sum ${sum}, least ${sorted[0]}, greatest ${sorted.at(-1)}`
}
