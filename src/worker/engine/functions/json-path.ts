/** get_json_object: the part of a JSON text that a path leads to, by the steps of Spark's own (which are Hive's). */
import { keptByText } from '../../../base/kept-by-text.ts'
import type { Compute } from './compute.ts'
import { JsonError, type JsonToken, JsonTokens } from './json-tokens.ts'
import { JsonWriter } from './json-writer.ts'

type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'element'; readonly index: bigint }
  | { readonly kind: 'elements' }
  /** .* , which finds nothing in whatever stands there. */
  | { readonly kind: 'nothing' }

/** raw: a string is written without quotes. flat: arrays are taken apart. */
type Style = 'raw' | 'quoted' | 'flat'

const STEPS_MAX = 1000
const stepsOf = keptByText(parseSteps)

export const jsonObject: Compute = (json, path) => {
  if (typeof json !== 'string' || typeof path !== 'string') return null
  const steps = stepsOf(path)
  if (steps === undefined) return null
  const tokens = new JsonTokens(json)
  const writer = new JsonWriter('bytes')
  try {
    tokens.next()
    return evaluate(tokens, writer, 'raw', steps, 0) ? writer.text() : null
  } catch (error) {
    if (error instanceof JsonError) return null
    throw error
  }
}

const SPACE = '[ \\t\\n\\v\\f\\r]'
// Where Spark's own reader of paths skips white space, and where it does not.
const STEP = new RegExp(
  `${SPACE}*(\\.\\*|\\['\\*'])|\\.${SPACE}*([^.[ \\t\\n\\v\\f\\r][^.[]*)|${SPACE}*\\['${SPACE}*([^'? \\t\\n\\v\\f\\r][^'?]*)']|\\[(?:(\\*)|${SPACE}*(\\d+))]`,
  'y',
)

/** Undefined for what is no path: its answer is NULL. */
function parseSteps(path: string): readonly PathStep[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: PathStep[] = []
  let at = 1
  const end = path.replace(/[ \t\n\v\f\r]+$/, '').length
  // White space at the end belongs to a name that stands there.
  const whole = path.slice(0, end) === path || /\]$/.test(path.slice(0, end)) ? path.slice(0, end) : path
  while (at < whole.length) {
    STEP.lastIndex = at
    const [found, any, name, quoted, all, index] = STEP.exec(whole) ?? []
    if (found === undefined) return undefined
    if (steps.length >= STEPS_MAX) throw new Error(`A path of get_json_object has more than ${STEPS_MAX} steps`)
    const named = name ?? quoted
    if (any !== undefined) steps.push({ kind: 'nothing' })
    else if (named !== undefined) steps.push({ kind: 'name', name: named })
    else if (all !== undefined) steps.push({ kind: 'elements' })
    else steps.push({ kind: 'element', index: BigInt(index ?? 0) })
    at += found.length
  }
  return steps
}

/** Writes what is found from the token where `tokens` stands on; whether anything was. It stands at the end of the value then. */
function evaluate(tokens: JsonTokens, writer: JsonWriter, style: Style, steps: readonly PathStep[], at: number): boolean {
  const step = steps[at]
  const { kind } = tokens.current
  if (step === undefined) return writeWhole(tokens, writer, style)
  if (kind === '{' && step.kind === 'name') return inObject(tokens, writer, style, steps, at, step.name)
  if (kind === '[' && step.kind === 'elements') return inElements(tokens, writer, style, steps, at)
  if (kind === '[' && step.kind === 'element') {
    const nextStyle = steps[at + 1]?.kind === 'elements' ? 'quoted' : style
    return inElement(tokens, step.index, () => evaluate(tokens, writer, nextStyle, steps, at + 1))
  }
  tokens.skipChildren()
  return false
}

function writeWhole(tokens: JsonTokens, writer: JsonWriter, style: Style): boolean {
  const { current } = tokens
  if (current.kind === 'string' && style === 'raw') {
    writer.raw(current.text)
    return true
  }
  if (current.kind === '[' && style === 'flat') {
    // Arrays in it are taken apart, too, however deep; objects stay whole.
    let found = false
    for (let depth = 1; depth > 0; ) {
      const { kind } = tokens.next()
      if (kind === '[') depth += 1
      else if (kind === ']') depth -= 1
      else {
        copy(tokens, writer)
        found = true
      }
    }
    return found
  }
  copy(tokens, writer)
  return true
}

function copy(tokens: JsonTokens, writer: JsonWriter): void {
  let depth = 0
  for (let token: JsonToken = tokens.current; ; token = tokens.next()) {
    if (token.kind === 'end') throw new JsonError('the text is empty')
    writer.write(token)
    if (token.kind === '{' || token.kind === '[') depth += 1
    else if (token.kind === '}' || token.kind === ']') depth -= 1
    if (depth === 0) return
  }
}

/** The first field of that name that leads to something. */
function inObject(tokens: JsonTokens, writer: JsonWriter, style: Style, steps: readonly PathStep[], at: number, name: string): boolean {
  let found = false
  for (let token = tokens.next(); token.kind !== '}'; token = tokens.next()) {
    const isWanted = !found && token.kind === 'name' && token.text === name
    const { kind } = tokens.next()
    if (!isWanted) tokens.skipChildren()
    else if (kind !== 'null') found = evaluate(tokens, writer, style, steps, at + 1)
  }
  return found
}

function inElements(tokens: JsonTokens, writer: JsonWriter, style: Style, steps: readonly PathStep[], at: number): boolean {
  const each = (into: JsonWriter, inner: Style, next: number): number => {
    let count = 0
    while (tokens.next().kind !== ']') count += evaluate(tokens, into, inner, steps, next) ? 1 : 0
    return count
  }
  const isDouble = steps[at + 1]?.kind === 'elements'
  if (isDouble || style === 'quoted') {
    writer.write({ kind: '[' })
    const count = isDouble ? each(writer, 'flat', at + 2) : each(writer, 'quoted', at + 1)
    writer.write({ kind: ']' })
    return count > 0
  }
  // One that is found stands for itself, several are an array.
  const found = new JsonWriter('characters')
  found.write({ kind: '[' })
  const count = each(found, style === 'raw' ? 'quoted' : 'flat', at + 1)
  found.write({ kind: ']' })
  if (count > 0) writer.value(count === 1 ? found.text().slice(1, -1) : found.text())
  return count > 0
}

function inElement(tokens: JsonTokens, index: bigint, evaluateIt: () => boolean): boolean {
  let left = index
  while (tokens.next().kind !== ']') {
    if (left === 0n) {
      const found = evaluateIt()
      while (tokens.next().kind !== ']') tokens.skipChildren()
      return found
    }
    tokens.skipChildren()
    left -= 1n
  }
  return false
}
