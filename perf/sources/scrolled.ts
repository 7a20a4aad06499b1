import { Agent, type IncomingMessage, request } from 'node:http'
import type { Client } from './place.ts'

/** As many documents as a server gives at once. */
const PAGE = 10_000
/** The id of the next page stands at the beginning of an answer. */
const HEAD_BYTES = 1 << 12

/** Pages of an OpenSearch, one after the other on one connection, of which nothing is looked at but what asks for the next. */
export function scrolled(port: number, rows: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (path: string, body: object): Promise<string> => {
    const text = JSON.stringify(body)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, agent, method: 'POST', path, headers }, resolve)
      asked.on('error', reject)
      asked.end(text)
    })
    let head = ''
    for await (const bytes of answer as AsyncIterable<Buffer>) if (head.length < HEAD_BYTES) head += bytes.toString('latin1', 0, HEAD_BYTES)
    if (answer.statusCode !== 200) throw new Error(`OpenSearch answers ${answer.statusCode}`)
    const [, scroll] = /"_scroll_id":"([^"]+)"/.exec(head) ?? []
    if (scroll === undefined) throw new Error('OpenSearch gives no scroll')
    return scroll
  }
  return {
    name: 'bare HTTP: scroll, 10,000 at once',
    async read() {
      let scroll = await ask('/measured/_search?scroll=1m', { size: PAGE, sort: ['_doc'] })
      for (let read = PAGE; read < rows; read += PAGE) scroll = await ask('/_search/scroll', { scroll: '1m', scroll_id: scroll })
    },
    end: async () => agent.destroy(),
  }
}
