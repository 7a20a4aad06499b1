import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../answers/gateway-error.ts'
import type { PublicAddress } from '../door/public-address.ts'
import { operationOf } from '../operation-of.ts'
import { cameByConsole } from './console-target.ts'

/**
 * Who asks the console. Its pages are shown under names of this server alone, or a name that a stranger points to this address (DNS rebinding) would make the stranger's
 * page one of the console's origin. Its calls come from a page of that origin: a browser says so in Sec-Fetch-Site where the connection may be trusted, and in Origin of
 * whatever may change something. Without either it is no browser's page of another site, for that could not send the header with its half of the key.
 */
export function addConsoleGate(app: FastifyInstance, address: PublicAddress): void {
  app.addHook('onRequest', (request, reply, done) => {
    const asked = consoleUse(request)
    if (asked === undefined) return done()
    void reply.headers(TO_BROWSERS)
    if (!address.knows(request.hostname)) {
      throw new GatewayError('wrong-host', `The console is not known as ${JSON.stringify(request.hostname.slice(0, 100))}`, {
        hint: 'Open it by the address that the start has printed; or start the server with --public-url and the address that is meant.',
      })
    }
    if (asked === 'call') refuseOtherSites(request, address)
    done()
  })
}

/** A browser keeps nothing of what it was told, for whoever sits there after a log-out, and takes nothing for what it is not. The files of the page say otherwise of themselves. */
const TO_BROWSERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

/** undefined: nothing of the console's. */
export function consoleUse(request: FastifyRequest): 'page' | 'call' | undefined {
  return cameByConsole(request.raw) ? 'call' : operationOf(request)?.console
}

function refuseOtherSites(request: FastifyRequest, { url }: PublicAddress): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw otherSite(`Sec-Fetch-Site: ${String(site).slice(0, 50)}`)
  const { origin } = request.headers
  const own = [`${request.protocol}://${request.host}`, ...(url === undefined ? [] : [url])]
  if (origin !== undefined && !own.includes(origin)) throw otherSite(`Origin: ${origin.slice(0, 200)}`)
}

const otherSite = (seen: string): GatewayError =>
  new GatewayError('other-site', `The call of the console does not come from its own page (${seen})`, {
    hint: 'Where a proxy stands before the server, start it with --public-url; a program uses the API itself, with a token or a signature.',
  })
