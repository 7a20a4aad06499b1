import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FUNCTION_DIFFERENCES } from '../../src/worker/sql/functions/differences.ts'
import { FUNCTIONS } from '../../src/worker/sql/functions/registry.ts'

interface SparkFunction {
  readonly name: string
  readonly kind: 'scalar' | 'aggregate' | 'window' | 'generator' | 'operator' | 'table'
  readonly min?: number
  readonly max?: number
}

/** Called by words of the grammar, or built by the binder: no record has them. */
const WITHOUT_RECORD: ReadonlySet<string> = new Set(['struct', 'range', 'window'])

function sparkFunctions(): readonly SparkFunction[] {
  const { functions } = JSON.parse(readFileSync(join(import.meta.dirname, 'spark-functions.json'), 'utf8')) as {
    readonly functions: readonly SparkFunction[]
  }
  return functions
}

const isInternal = (name: string): boolean => name.endsWith('_characters')
const isServed = (name: string): boolean => FUNCTIONS.has(name) || (WITHOUT_RECORD.has(name) && name !== 'window')
const code = (name: string): string => `\`${name.replaceAll('|', '\\|')}\``
const list = (names: readonly string[]): string => (names.length === 0 ? 'None.' : names.toSorted().map(code).join(', '))

/** Every function of Spark 3.3.1, served, served with a difference, or refused; and those that Causeway has beside them. */
export function functionsPage(): string {
  const all = sparkFunctions()
  const called = all.filter(({ kind }) => kind !== 'operator')
  const sparkNames = new Set(all.map(({ name }) => name))
  const served = called.filter(({ name }) => isServed(name))
  const sections = (['scalar', 'aggregate', 'window', 'generator', 'table'] as const).map((kind) => {
    const names = served.filter((one) => one.kind === kind && !FUNCTION_DIFFERENCES.has(one.name)).map(({ name }) => name)
    return `### ${kind === 'table' ? 'Table functions' : `${kind[0]?.toUpperCase()}${kind.slice(1)} functions`}\n\n${list(names)}\n`
  })
  const different = served
    .flatMap(({ name }) => {
      const difference = FUNCTION_DIFFERENCES.get(name)
      return difference === undefined ? [] : [`| ${code(name)} | ${difference.replaceAll('|', '\\|')} |`]
    })
    .toSorted()
  const refused = called.filter(({ name }) => !isServed(name)).map(({ name }) => name)
  const beside = [...FUNCTIONS.keys()].filter((name) => !sparkNames.has(name) && !isInternal(name))
  return `# Functions

Of the ${called.length} functions that Spark 3.3.1 lists, beside its ${all.length - called.length} operators, ${served.length} are served. \`SHOW FUNCTIONS\` lists what is served;
\`DESCRIBE FUNCTION name\` says how many arguments one takes. Made by \`npm run generate\` from the registry of functions (\`src/worker/sql/functions\`) and from what Spark 3.3.1 answers to
\`SHOW FUNCTIONS\` (\`scripts/reference/spark-functions.json\`).

## Served as in Spark

${sections.join('\n')}
### Operators

${list(all.filter(({ kind }) => kind === 'operator').map(({ name }) => name))}

## Served with a difference

| function | difference |
|---|---|
${different.join('\n')}

## Refused

A call of one of these is refused by its name when the statement is submitted.

${list(refused)}

## Not in Spark 3.3.1

Functions of later versions of Spark, under their names there.

${list(beside)}
`
}

const LINE_LENGTH = 120

/** The names of all that can be called, for clients that complete them: a module of one long text. */
export function functionsModule(): string {
  const spark = sparkFunctions().filter(({ kind, name }) => kind !== 'operator' && isServed(name))
  const sparkNames = new Set(spark.map(({ name }) => name))
  const beside = [...FUNCTIONS.keys()].filter((name) => !isInternal(name))
  const names = [...sparkNames.union(new Set(beside))].filter((name) => /^[a-z]\w*$/.test(name)).toSorted()
  const lines = ['']
  for (const name of names) {
    const last = lines.at(-1) ?? ''
    if (last.length + name.length < LINE_LENGTH) lines[lines.length - 1] = `${last}${last === '' ? '' : ' '}${name}`
    else lines.push(name)
  }
  const text = lines.map((line, at) => `  '${line}${at === lines.length - 1 ? "'" : " ' +"}`).join('\n')
  return `/** Every function that is served. Made by \`npm run generate\` from the registry of functions. */
export const SPARK_FUNCTIONS: readonly string[] = (
${text}
).split(' ')
`
}
