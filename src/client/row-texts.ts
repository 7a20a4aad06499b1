import { jsonCells, jsonEntries } from '../base/json-cells.ts'

/** The rows of a preview's answer, each as the text that it has there: a parsed number would lose digits. */
export function rowTextsOf(answer: string): readonly string[] {
  const rows = jsonEntries(answer.trim()).find(([key]) => key === '"rows"')
  return rows === undefined ? [] : jsonCells(rows[1])
}
