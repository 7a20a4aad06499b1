import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { WireRequest } from './signer.ts'

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** the text as JSON; undefined when it is none */
  readonly json: unknown
}

/** What ends a request that is never answered, not a measure of anything. */
const timeoutMs = 600_000

/** Sends exactly these bytes: any method with any body, any Host, the target as it is. */
export function send(endpoint: string, { method, target, headers, body }: WireRequest): Promise<WireAnswer> {
  const { hostname, port } = new URL(endpoint)
  const bytes = Buffer.from(body)
  const sent = { ...headers, ...(bytes.length > 0 && headers['content-length'] === undefined && { 'content-length': bytes.length }) }
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path: target, headers: sent, timeout: timeoutMs, setHost: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) })
      })
    })
    request.once('timeout', () => request.destroy(new Error(`${method} ${target}: no answer in ${timeoutMs / 1000} s`)))
    request.once('error', reject)
    request.end(bytes)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
