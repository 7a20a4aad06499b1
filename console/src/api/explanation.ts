import { type Fields, fieldsOf, isRecord } from './fields.ts'
import { oneOf } from './one-of.ts'
import { type ApiRequest, request } from './request.ts'

export interface ExplanationStep {
  readonly step: string
  readonly outcome: 'passed' | 'failed' | 'not-reached'
  readonly seen: string
  /** Of the policy; the dial and what comes behind it have none. */
  readonly rule: number | undefined
  readonly tookMs: number | undefined
  /** What was found behind the dial: of TLS the certificate, of a greeting the version. */
  readonly found: Readonly<Record<string, unknown>> | undefined
}

export interface Remedy {
  /** A sentence, with its request where one does it. */
  readonly text: string
  readonly kind: string
  /** The same as data. */
  readonly data: Readonly<Record<string, unknown>>
  /** What stands in angle brackets in its body is to be filled in. */
  readonly request: ApiRequest | undefined
}

export interface Explanation {
  readonly queue: string
  readonly target: string
  readonly verdict: 'allowed' | 'reachable' | 'refused' | 'dial-failed' | 'failed'
  readonly steps: readonly ExplanationStep[]
  readonly remedies: readonly Remedy[]
}

/** How far the question goes; with suppositions nothing is dialled. */
export interface Question {
  readonly queue: string
  readonly address: string
  readonly whatIf?: string | undefined
  readonly dial?:
    | { readonly protocol?: string | undefined; readonly authInfo?: string | undefined; readonly database?: string | undefined }
    | undefined
}

const explainPath = ({ queue, address, whatIf, dial }: Question): string => {
  const query = new URLSearchParams({ address })
  if (whatIf !== undefined && whatIf !== '') query.set('what_if', whatIf)
  if (dial !== undefined) {
    query.set('dial', 'true')
    if (dial.protocol !== undefined && dial.protocol !== '') query.set('protocol', dial.protocol)
    if (dial.authInfo !== undefined && dial.authInfo !== '') query.set('auth_info', dial.authInfo)
    if (dial.database !== undefined && dial.database !== '') query.set('database', dial.database)
  }
  return `/causeway/v1/{project_id}/queues/${encodeURIComponent(queue)}/explain?${query.toString()}`
}

export const explain = async (question: Question, signal?: AbortSignal): Promise<Explanation> =>
  explanationOf(await request('GET', explainPath(question), undefined, { signal }))

/** The whole way of a statement to a table. */
export async function testTable(database: string, table: string, queue: string, signal?: AbortSignal): Promise<Explanation> {
  const path = `/causeway/v1/{project_id}/databases/${encodeURIComponent(database)}/tables/${encodeURIComponent(table)}/test`
  return explanationOf(await request('GET', `${path}?queue=${encodeURIComponent(queue)}`, undefined, { signal }))
}

function explanationOf(answer: unknown): Explanation {
  const all = fieldsOf(answer)
  return {
    queue: all.text('queue'),
    target: all.text('target'),
    verdict: oneOf(all, 'verdict', ['allowed', 'reachable', 'refused', 'dial-failed', 'failed']),
    steps: all.list('steps', stepOf),
    remedies: all.list('remedies', (of) => {
      const data = of.value('remedy')
      const given = of.fields('request')
      return {
        text: of.text('text'),
        kind: of.fields('remedy')?.optionalText('kind') ?? '',
        data: isRecord(data) ? data : {},
        request:
          given === undefined
            ? undefined
            : { method: oneOf(given, 'method', ['POST', 'PUT', 'DELETE']), path: given.text('path'), body: given.value('body') },
      }
    }),
  }
}

export function stepOf(of: Fields): ExplanationStep {
  const found = of.value('found')
  return {
    step: of.text('step'),
    outcome: oneOf(of, 'outcome', ['passed', 'failed', 'not-reached']),
    seen: of.text('seen'),
    rule: of.optionalNumber('rule'),
    tookMs: of.optionalNumber('took_ms'),
    found: isRecord(found) ? found : undefined,
  }
}
