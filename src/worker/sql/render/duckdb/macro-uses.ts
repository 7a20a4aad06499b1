import { ENGINE_MACROS } from './engine-macros.ts'

/** What the engine makes of a call of a macro, which is text to it: how long the body is, and how often each parameter stands in it. */
interface MacroUse {
  readonly length: number
  readonly parameters: readonly number[]
}

interface Macro {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: string
}

function macroOf(statement: string): Macro {
  const [, name = '', parameters = '', body = ''] = /^CREATE OR REPLACE MACRO (\w+)\(([^)]*)\) AS ([\s\S]*)$/.exec(statement) ?? []
  return { name, parameters: parameters === '' ? [] : parameters.split(', '), body }
}

/** Words, strings, quoted names and signs, in order: a parameter's name in a string or in quotes is no use of it, nor is a bracket there one. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|[^\w\s'"]/g

/**
 * Goes through engine text with holes: `onHole` gets the number of the hole and how often it stands in what the engine makes of the text; the answer
 * is the length of that. `holeOf` says which words are holes.
 */
export function expandText(
  written: string,
  holeOf: (word: string) => number | undefined,
  onHole: (hole: number, times: number) => void,
): number {
  const words = written.match(TOKENS) ?? []
  const around: { readonly use: MacroUse | undefined; argument: number }[] = []
  let times = 1
  let length = 0
  const timesOf = (): number =>
    around.reduce((product, { use, argument }) => product * (use === undefined ? 1 : (use.parameters[argument] ?? 1)), 1)
  for (const [index, word] of words.entries()) {
    if (word === '(' || word === '[' || word === '{') {
      const use = word === '(' ? MACRO_USES.get(words[index - 1] ?? '') : undefined
      if (use !== undefined) length += use.length * times
      around.push({ use, argument: 0 })
      times = timesOf()
    } else if (word === ')' || word === ']' || word === '}') {
      around.pop()
      times = timesOf()
    } else if (word === ',') {
      const inside = around.at(-1)
      if (inside !== undefined) inside.argument += 1
      times = timesOf()
    } else {
      const hole = holeOf(word)
      if (hole !== undefined) onHole(hole, times)
    }
    length += word.length * times
  }
  return length
}

const MACRO_USES = new Map<string, MacroUse>()

for (const statement of ENGINE_MACROS) {
  const { name, parameters, body } = macroOf(statement)
  const uses = parameters.map(() => 0)
  const places = new Map(parameters.map((parameter, index) => [parameter, index]))
  // A macro calls only macros that are made before it.
  const length = expandText(
    body,
    (word) => places.get(word),
    (hole, times) => {
      uses[hole] = (uses[hole] ?? 0) + times
    },
  )
  MACRO_USES.set(name, { length, parameters: uses })
}
