import { joinedPorts, type PortRange, parsePortRange } from '../../../base/addresses/port-range.ts'
import { CausewayError } from '../../../base/errors.ts'
import { LIMITS } from '../shared/limits.ts'

/** As `5432` or `6000-6010`. Throws 'invalid-parameter'; an empty list is one, for it is as often a slip as a wish. */
export function checkPorts(written: readonly string[]): readonly PortRange[] {
  if (written.length === 0) {
    throw new CausewayError('invalid-parameter', 'No ports are given', {
      hint: 'Name those that go through, as ["5432","6000-6010"]; ["1-65535"] is every one. To let nothing through, unbind the queues.',
    })
  }
  if (written.length > LIMITS.portsOfConnection) {
    throw new CausewayError('invalid-parameter', `${written.length} ports and ranges are given`, {
      hint: `Use at most ${LIMITS.portsOfConnection}; a range such as 6000-6010 is one.`,
    })
  }
  const ports = written.map((text) => {
    const range = parsePortRange(text)
    if (range !== undefined) return range
    throw new CausewayError('invalid-parameter', `${JSON.stringify(text.slice(0, 40))} is not a port`, {
      hint: 'Write a port from 1 to 65535, or a range as 6000-6010.',
    })
  })
  return joinedPorts(ports)
}
