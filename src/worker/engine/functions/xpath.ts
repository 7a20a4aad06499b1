import { keptByText } from '../../../base/kept-by-text.ts'
import { evaluatePath } from '../../../base/xpath/evaluate-path.ts'
import { parsePath } from '../../../base/xpath/path-expression.ts'
import { booleanOf, nodesOf, numberOf, type PathValue, stringOf } from '../../../base/xpath/path-value.ts'
import { parseXml } from '../../../base/xpath/xml-document.ts'
import type { Compute, EngineValue } from './compute.ts'

const expressionOf = keptByText(parsePath)

function evaluated(xml: EngineValue | undefined, path: EngineValue | undefined): PathValue | undefined {
  if (typeof xml !== 'string' || typeof path !== 'string' || xml === '' || path === '') return undefined
  return evaluatePath(expressionOf(path), parseXml(xml))
}

/** Half of a pair is no character: Java writes ? for it. */
const wellFormed = (text: string): string => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '?')

/** xml, path, and as what: 'string', 'number' (as text) or 'boolean'. */
export const xpathValue: Compute = (xml, path, kind) => {
  const value = evaluated(xml, path)
  if (value === undefined) return null
  if (kind === 'boolean') return String(booleanOf(value))
  return kind === 'number' ? String(numberOf(value)) : wellFormed(stringOf(value))
}

export const xpathNodes: Compute = (xml, path) => {
  const value = evaluated(xml, path)
  if (value === undefined) return null
  return nodesOf(value).map((node) => {
    if (node.kind === 'element' || node.kind === 'document')
      throw new Error('xpath lists texts and attributes, and an element is neither: write /text() behind its path')
    return node.firstPart
  })
}
