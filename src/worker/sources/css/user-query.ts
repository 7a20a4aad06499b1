import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'

/** A query in the server's JSON. */
export interface Query {
  readonly [name: string]: unknown
}

const HINT = `Write 'es.query'='{"query": {"term": {"city": "Basel"}}}' or 'es.query'='?q=city:Basel'`

/** The query of the option es.query. @throws CausewayError for a form that says more, or less, than which documents are meant */
export function userQuery(text: string): Query {
  const written = text.trim()
  if (written.startsWith('?')) {
    const parameters = [...new URLSearchParams(written.slice(1))]
    const [[name, query] = []] = parameters
    if (parameters.length === 1 && name === 'q' && query !== undefined && query !== '') return { query_string: { query } }
    throw wrong('has one parameter, q, behind its question mark')
  }
  const parsed = parsedJson(written)
  if (!isRecord(parsed)) throw wrong('is JSON in braces, or begins with a question mark')
  const names = Object.keys(parsed)
  const query = Object.hasOwn(parsed, 'query') ? parsed['query'] : parsed
  if (!isRecord(query) || names.length !== 1) throw wrong('says which documents are meant, and nothing else: {"query": …}')
  return query
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const wrong = (what: string): CausewayError =>
  new CausewayError('invalid-parameter', `The option es.query of a CSS table ${what}`, { hint: HINT })
