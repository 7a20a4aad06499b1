import { parsePort, splitHostPort } from '../base/addresses/host-port.ts'
import type { AgentPortSettings } from '../base/config.ts'
import { CausewayError } from '../base/errors.ts'
import type { ReadSettingsFile, SettingsFile } from './settings-file.ts'

/** Loopback unless an address is told: whoever opens a port to others says so. */
export function agentsOf(
  { listen, address }: NonNullable<SettingsFile['agents']>,
  placeOf: ReadSettingsFile['placeOf'],
): AgentPortSettings {
  const { host, digits = '' } = splitHostPort(typeof listen === 'number' ? `127.0.0.1:${listen}` : listen) ?? { host: '' }
  const port = digits === '0' ? 0 : parsePort(digits)
  const named = address === undefined ? undefined : splitHostPort(address)
  if (port === undefined || (named !== undefined && parsePort(named.digits ?? '') === undefined)) {
    const [key, given] = port === undefined ? ['listen', listen] : ['address', address]
    throw new CausewayError(
      'invalid-parameter',
      `${placeOf(['agents', key])}: agents.${key} is ${JSON.stringify(given)}, which has no port`,
      {
        hint: 'A port is a number up to 65535.',
      },
    )
  }
  if (address === undefined && /^(0\.0\.0\.0|::)$/.test(host)) {
    throw new CausewayError(
      'invalid-parameter',
      `${placeOf(['agents', 'listen'])}: agents.listen is every address of this machine, and nothing says which of them agents dial`,
      {
        hint: 'Give agents.address too, as causeway.example.org:8601.',
      },
    )
  }
  return { host, port, ...(address === undefined ? {} : { address }) }
}
