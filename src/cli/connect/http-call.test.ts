import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { bodyOf, call, failureOf, successOf } from './http-call.ts'

let server: Server
/** Of what is asked the head and half of a body. */
let half: ServerResponse | undefined
let status = 200

beforeEach(async () => {
  half = undefined
  status = 200
  server = createServer((_request, response) => {
    half = response
    response.writeHead(status, { 'content-type': 'application/json' }).write('{"queues":')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const asked = (signal?: AbortSignal) => {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  return call({ method: 'GET', url, headers: {}, body: '', signal }, { kind: 'any' })
}
const late = new CausewayError('timed-out', 'It took longer than 3 seconds')

test('who reads an answer that is given up is told why', async () => {
  const given = new AbortController()
  const body = bodyOf(await asked(given.signal))
  given.abort(late)
  await expect(body).rejects.toBe(late)
  const between = new AbortController()
  const answer = await asked(between.signal)
  between.abort(late)
  await expect(bodyOf(answer)).rejects.toBe(late)
})

test('so is who reads a refusal', async () => {
  status = 500
  const given = new AbortController()
  const refusal = asked(given.signal).then(successOf)
  await expect.poll(() => half !== undefined).toBe(true)
  given.abort(late)
  await expect(refusal).rejects.toBe(late)
})

test('an answer that is cut off is told as that', async () => {
  const body = bodyOf(await asked())
  half?.destroy()
  await expect(body).rejects.toMatchObject({ kind: 'unavailable', message: 'The connection was cut: what came before is not all' })
})

test.each([
  ['DNS:cw.example, IP Address:10.0.0.1', 'cw.example, 10.0.0.1'],
  ['', 'none is in it'],
])('a certificate for other names tells which: %j', (subjectaltname, told) => {
  const error = Object.assign(new Error("Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: "), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    cert: { subjectaltname },
  })
  expect(failureOf(error, new URL('https://127.0.0.1:8600/x'), undefined)).toMatchObject({
    kind: 'unavailable',
    message: `The certificate of https://127.0.0.1:8600 is for other names: ${told}`,
    hint: 'Ask the server by one of its names',
  })
})
