/** How templates are written. Only the records of functions and operators do it (functions/), and what prints (render/). */
import type { Lambda, Sql, Template } from './sql.ts'

/** A piece of a template that is no value by itself: a list, a branch of CASE. A template takes it in, and its holes become the template's own. */
export interface Fragment {
  readonly kind: 'fragment'
  readonly texts: readonly string[]
  readonly parts: readonly Sql[]
}

/** What a hole takes: a tree, anything that is computed by one, or text that is written as it is. An argument that is left out is NULL. */
export type Hole = Sql | Fragment | { readonly sql: Sql } | string | number | bigint | undefined

const isTree = (hole: Extract<Hole, object>): hole is Sql | Fragment => 'kind' in hole && !('sql' in hole)

/** Engine text with trees in its holes: template`CAST(${value} AS ${'INTEGER'})`. */
export function template(strings: TemplateStringsArray, ...holes: readonly Hole[]): Template {
  return filled(strings, holes)
}

/** As template``, of text that is put together at run time. */
export function filled(strings: readonly string[], holes: readonly Hole[]): Template {
  const { texts, parts } = spliced(strings, holes)
  return made(texts, parts)
}

/** A piece that other templates take in. */
export function fragment(strings: TemplateStringsArray, ...holes: readonly Hole[]): Fragment {
  return { kind: 'fragment', ...spliced(strings, holes) }
}

function spliced(strings: readonly string[], holes: readonly Hole[]): Pick<Fragment, 'texts' | 'parts'> {
  const texts: string[] = [strings[0] ?? '']
  const parts: Sql[] = []
  for (const [index, hole] of holes.entries()) {
    const behind = strings[index + 1] ?? ''
    if (typeof hole === 'object') {
      const tree = isTree(hole) ? hole : hole.sql
      if (tree.kind === 'fragment') {
        const [first = '', ...others] = tree.texts
        texts.push(`${texts.pop()}${first}`, ...others)
        parts.push(...tree.parts)
        texts.push(`${texts.pop()}${behind}`)
      } else {
        parts.push(tree)
        texts.push(behind)
      }
    } else texts.push(`${texts.pop()}${hole ?? 'NULL'}${behind}`)
  }
  return { texts, parts }
}

const made = (texts: readonly string[], parts: readonly Sql[]): Template => ({
  kind: 'template',
  texts,
  parts,
  isVolatile: false,
  isOverRows: false,
  isStep: false,
  commutes: undefined,
})

/** A leaf: a constant, a word. */
export const text = (written: string): Template => made([written], [])

/** The trees with a mark between each two. */
export function joined(holes: readonly Hole[], mark: string): Fragment {
  return { kind: 'fragment', ...spliced(holes.length === 0 ? [''] : ['', ...holes.slice(1).map(() => mark), ''], holes) }
}

/** Joined in halves by an operator for which brackets make no difference: the engine nests a chain as deep as it is long, and has a limit for that. */
export function joinedInHalves(holes: readonly Hole[], operator: string): Fragment {
  if (holes.length <= CHAIN_MAX) return joined(holes, operator)
  const middle = holes.length >> 1
  return fragment`(${joinedInHalves(holes.slice(0, middle), operator)})${operator}(${joinedInHalves(holes.slice(middle), operator)})`
}

const CHAIN_MAX = 100

/** A lambda function of the engine whose body reads the parameters by these names. */
export const lambda = (parameters: readonly string[], body: Hole): Lambda => ({
  kind: 'lambda',
  parameters,
  body: template`${body}`,
})

export const volatile = (sql: Template): Template => ({ ...sql, isVolatile: true })
export const overRows = (sql: Template): Template => ({ ...sql, isOverRows: true })
export const step = (sql: Template): Template => ({ ...sql, isStep: true })
export const commuting = (operation: string, sql: Template): Template => ({ ...sql, commutes: operation })
