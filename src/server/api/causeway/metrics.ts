import { Type } from 'typebox'
import { parseIpAddress, rangeCovers, requireIpRange } from '../../../base/addresses/ip-address.ts'
import { CausewayError } from '../../../base/errors.ts'
import { METRICS_TYPE, metricsText } from '../answers/metrics-text.ts'
import { NONE, type Operation, publicText } from '../operation.ts'

const LOOPBACK = requireIpRange('127.0.0.0/8')
/** As a peer is told: the network of ::1, in which nothing is routed. */
const IPV6_LOOPBACK = '0:0:0:0'
const OF_PROXIES = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** A proxy on this machine that the server does not trust speaks for somebody else. */
function isOfThisMachine(peer: string, header: (name: string) => string): boolean {
  if (OF_PROXIES.some((name) => header(name) !== '')) return false
  const address = parseIpAddress(peer)
  return peer === IPV6_LOOPBACK || (address !== undefined && rangeCovers(LOOPBACK, address))
}

/** Numbers alone, of all projects together. Whether they are told, and to whom, the settings say. */
const read = publicText({
  name: 'causeway.metrics.read',
  protocol: 'causeway',
  method: 'GET',
  path: '/metrics',
  permission: '',
  summary: "Tells Prometheus how the server is, in numbers, where the settings have it; on this machine, unless they say 'all'",
  status: 200,
  contentType: METRICS_TYPE,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.String() },
  handle: async ({ context, control, peer, header }) => {
    if (context.metrics === 'off' || (context.metrics === 'local' && !isOfThisMachine(peer, header))) {
      throw new CausewayError('forbidden', 'The metrics of this server are not for everybody', {
        hint: 'Ask on the machine of the server and through no proxy, or set metrics: all in causeway.yaml.',
      })
    }
    return { headers: { 'Cache-Control': 'no-store' }, body: metricsText(await control.metrics.read()) }
  },
})

export const metricsOperations: readonly Operation[] = [read]
