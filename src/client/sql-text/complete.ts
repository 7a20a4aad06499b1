import { quotedName } from '../../base/sql-text/quoted.ts'
import { KEYWORDS } from './keywords.ts'

/** What is known of what there is; each is asked for once. */
export interface Names {
  databases(): Promise<readonly string[]>
  /** Of a database; of the current one. */
  tables(database: string | undefined): Promise<readonly string[]>
  /** Of a table, as a statement names it. */
  columns(table: string): Promise<readonly string[]>
  functions(): Promise<readonly string[]>
}

type CandidateKind = 'database' | 'table' | 'column' | 'alias' | 'keyword' | 'function'

export interface Candidate {
  readonly word: string
  readonly kind: CandidateKind
}

export interface Completion {
  /** Where the word begins that they would take the place of. */
  readonly from: number
  /** Each word once, in the order of the alphabet. */
  readonly candidates: readonly Candidate[]
}

const WORD = /(?:`[^`]*`?|[\w$])*$/
const OF_TABLE =
  /\b(?:FROM|JOIN|INTO|TABLE|UPDATE|DESCRIBE|DESC|USING)\s+(?:TABLE\s+)?((?:`[^`]+`|[\w$]+)(?:\s*\.\s*(?:`[^`]+`|[\w$]+))?)(?:\s+(?:AS\s+)?(\w+))?/gi
const BEFORE_TABLE = /\b(?:FROM|JOIN|INTO|TABLE|UPDATE|DESCRIBE|DESC|VIEW)\s+$/i
const BEFORE_DATABASE = /\b(?:USE|DATABASE|SCHEMA|IN)\s+$/i

/** The words that could stand where the cursor is; what cannot be asked for is left out. */
export async function complete(text: string, cursor: number, names: Names): Promise<Completion> {
  const before = text.slice(0, cursor)
  const word = WORD.exec(before)?.[0] ?? ''
  const from = cursor - word.length
  const head = before.slice(0, from)
  const wanted = word.replaceAll('`', '').toLowerCase()
  const found = new Map<string, Candidate>()
  for (const candidate of await candidatesOf(text, head, word, names)) {
    const isFitting = candidate.word.toLowerCase().startsWith(wanted) || candidate.word.toLowerCase().startsWith(`\`${wanted}`)
    if (isFitting && !found.has(candidate.word)) found.set(candidate.word, candidate)
  }
  return { from, candidates: [...found.values()].toSorted((a, b) => (a.word < b.word ? -1 : 1)) }
}

async function candidatesOf(text: string, head: string, word: string, names: Names): Promise<readonly Candidate[]> {
  const some = (asked: Promise<readonly string[]>): Promise<readonly string[]> => asked.catch(() => [])
  const quoted = async (kind: CandidateKind, asked: Promise<readonly string[]>): Promise<readonly Candidate[]> =>
    (await some(asked)).map((name) => ({ word: written(name), kind }))
  const owner = /((?:`[^`]+`|[\w$]+))\s*\.\s*$/.exec(head)?.[1]?.replaceAll('`', '')
  const used = tablesIn(text)
  if (owner !== undefined) {
    const table = used.find(({ alias, name }) => alias === owner || name === owner || name.endsWith(`.${owner}`))
    const columns = table === undefined ? [] : await quoted('column', names.columns(table.name))
    return [...(await quoted('table', names.tables(owner))), ...columns]
  }
  if (BEFORE_DATABASE.test(head) && !/\b(?:NOT\s+)?IN\s+\(?$/i.test(head)) return await quoted('database', names.databases())
  if (BEFORE_TABLE.test(head))
    return [...(await quoted('table', names.tables(undefined))), ...(await quoted('database', names.databases()))]
  const columns = await Promise.all(used.map(({ name }) => quoted('column', names.columns(name))))
  const aliases = used.flatMap(({ alias }) => (alias === undefined ? [] : [{ word: alias, kind: 'alias' } as const]))
  const functions = word === '' ? [] : (await some(names.functions())).map((name) => ({ word: `${name}(`, kind: 'function' }) as const)
  const isLower = word === word.toLowerCase() && word !== ''
  const keywords = KEYWORDS.map((each) => ({ word: isLower ? each.toLowerCase() : each, kind: 'keyword' }) as const)
  return [...columns.flat(), ...aliases, ...keywords, ...functions]
}

interface UsedTable {
  readonly name: string
  readonly alias: string | undefined
}

const NO_ALIAS: ReadonlySet<string> = new Set(KEYWORDS)

function tablesIn(text: string): readonly UsedTable[] {
  return [...text.matchAll(OF_TABLE)].map(([, name = '', alias]) => ({
    name: name.replaceAll(/[`\s]/g, ''),
    alias: alias === undefined || NO_ALIAS.has(alias.toUpperCase()) ? undefined : alias,
  }))
}

/** A name as a statement has it. */
export const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quotedName(name))

/** What all of them begin with. */
export function commonBeginning(words: readonly string[]): string {
  const [first = '', ...others] = words
  let length = first.length
  for (const word of others) {
    while (length > 0 && !word.startsWith(first.slice(0, length))) length -= 1
  }
  return first.slice(0, length)
}
