import { Type } from 'typebox'
import { forbiddenForForward } from '../../../base/addresses/forbidden-ranges.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseSocketAddress, plainSocketAddress, type SocketAddress, socketAddressText } from '../address.ts'
import { socketFailure } from '../dial-failure.ts'
import { listed } from '../listed.ts'
import { type Remedy, WHOLE_LIST_MAX } from '../remedy.ts'
import { notAllowedTarget } from './allowed-target.ts'
import type { AttachmentCheck, AttachmentKind } from './attachment-kind.ts'
import { directLink } from './direct-link.ts'
import { isOwnPort } from './own-port.ts'

type Forward = { readonly from: string; readonly to: string }
/** `from` and `to` are 'ip:port' in the one spelling of an address. */
type ForwardSpec = { readonly kind: 'forward'; readonly forwards: readonly Forward[] }

const FORWARDS_MAX = 10_000
/** More than `plain` lets through, so that its message with the real limit is the one that is seen. */
const FORWARDS_READ_MAX = 15_000
const HINT =
  'Write a forward as an address and a port, 192.168.0.10:5432 or [fd00::10]:5432, and where it leads the same way, 127.0.0.1:54321.'

/** A table of addresses in the VPC and where each is really found: production addresses, local containers. */
export const forward = {
  kind: 'forward',
  schema: Type.Object({
    kind: Type.Literal('forward'),
    forwards: Type.Array(
      Type.Object({ from: Type.String({ maxLength: 256 }), to: Type.String({ maxLength: 256 }) }, { additionalProperties: false }),
      { maxItems: FORWARDS_READ_MAX },
    ),
  }),
  plain,
  show: ({ forwards }) => ({ kind: 'forward', forwards: forwards.map(({ from, to }) => ({ from, to })) }),
  takesAway({ forwards }, next) {
    if (next === undefined) return forwards.length > 0
    const table = tableOf(next.forwards)
    return forwards.some(({ from, to }) => table.get(from)?.to !== to)
  },
  check({ forwards }, { address, vpcId, vpcName, machine }) {
    const wanted = socketAddressText(address.ip.text, address.port)
    const vpc = { id: vpcId, name: vpcName }
    const entry = entryOf(forwards, wanted)
    if (entry === undefined) {
      const known = listed(forwards.map(({ from }) => from))
      return {
        kind: 'refused',
        rule: 10,
        seen: `VPC ${vpcName} forwards ${forwards.length === 0 ? 'nothing' : `only ${known}`}, not ${wanted}`,
        remedies: [
          setForward(vpc, `Add a forward for ${wanted} to those that VPC ${vpcName} has`, forwards, {
            from: wanted,
            to: `127.0.0.1:${address.port}`,
          }),
        ],
      }
    }
    const refuse = (rule: number, why: string): AttachmentCheck => ({
      kind: 'refused',
      rule,
      seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}, ${why}`,
      remedies: [
        setForward(vpc, `Let ${wanted} lead to the address and port where the database listens`, forwards, {
          from: wanted,
          to: '<address>:<port>',
        }),
      ],
    })
    const { dialled, forbidden } = entry
    if (dialled === undefined) return refuse(10, 'which is not an address and a port like 127.0.0.1:5432')
    if (forbidden !== undefined) return refuse(13, `which is ${forbidden} and never dialled`)
    if (isOwnPort(dialled, machine)) return refuse(12, 'which is this server’s own port, and no queue may reach that')
    const notAllowed = notAllowedTarget(dialled, machine.allowedTargets)
    if (notAllowed !== undefined) {
      return {
        kind: 'refused',
        rule: 19,
        seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}: ${notAllowed.seen}`,
        remedies: notAllowed.remedies,
      }
    }
    return {
      kind: 'passed',
      rule: 10,
      dialled: { ip: dialled.ip.text, port: dialled.port },
      seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}`,
    }
  },
  link: directLink,
  describeFailure(code, address, dialled) {
    const check = 'Check that the forward leads to the right address and port'
    return socketFailure(code, { where: `${dialled}, where the forward of ${address} leads`, check, noWay: check })
  },
} as const satisfies AttachmentKind<ForwardSpec>

/** The table of each list that was asked about, by `from`: every dial asks. */
const tables = new WeakMap<readonly Forward[], ReadonlyMap<string, Forward>>()
const ends = new WeakMap<Forward, ForwardEnd>()

interface ForwardEnd extends Forward {
  /** Undefined where `to` is not an address and a port. */
  readonly dialled: SocketAddress | undefined
  readonly forbidden: string | undefined
}

function tableOf(forwards: readonly Forward[]): ReadonlyMap<string, Forward> {
  const table = tables.get(forwards) ?? new Map(forwards.map((entry) => [entry.from, entry]))
  tables.set(forwards, table)
  return table
}

/** The forward of exactly this address and port, both in the one spelling of an address. */
function entryOf(forwards: readonly Forward[], from: string): ForwardEnd | undefined {
  const entry = tableOf(forwards).get(from)
  if (entry === undefined) return undefined
  const end = ends.get(entry) ?? endOf(entry)
  ends.set(entry, end)
  return end
}

function endOf({ from, to }: Forward): ForwardEnd {
  const dialled = parseSocketAddress(to)
  return { from, to, dialled, forbidden: dialled === undefined ? undefined : forbiddenForForward(dialled.ip) }
}

/** The whole table with this entry in it: the request replaces all of them. */
const setForward = (
  vpc: { readonly id: string; readonly name: string },
  why: string,
  forwards: readonly Forward[],
  entry: Forward,
): Remedy => ({
  kind: 'set-attachment',
  vpc,
  why,
  ...(forwards.length > WHOLE_LIST_MAX
    ? {}
    : { attachment: { kind: 'forward', forwards: [...forwards.filter(({ from }) => from !== entry.from), entry] } }),
  added: { forwards: entry },
})

/**
 * `from` is what a job names: any address, because host entries may lead out of the VPC's CIDR. `to` is dialled from this machine. IPv6 stands in brackets.
 */
function plain({ forwards }: ForwardSpec): ForwardSpec {
  if (forwards.length > FORWARDS_MAX) {
    throw new CausewayError('invalid-parameter', `${forwards.length} forwards are given`, {
      hint: `Use at most ${FORWARDS_MAX} forwards in one attachment.`,
    })
  }
  const table = new Map<string, string>()
  for (const { from, to } of forwards) {
    const source = plainAddress(from)
    if (source === undefined) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(from.slice(0, 80))} is not an address and a port`, { hint: HINT })
    }
    const destination = plainAddress(to)
    if (destination === undefined) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(to.slice(0, 80))} is not an address and a port`, { hint: HINT })
    }
    if (table.has(source)) {
      throw new CausewayError('invalid-parameter', `Two forwards start at ${source}`, { hint: 'Give each address and port one forward.' })
    }
    table.set(source, destination)
  }
  return { kind: 'forward', forwards: [...table].map(([from, to]) => ({ from, to })) }
}

/** Zeros before a port are let through, and taken away. */
const plainAddress = (text: string): string | undefined =>
  plainSocketAddress(text) ?? (/:0\d{0,4}$/.test(text) ? plainSocketAddress(text.replace(/:0+(?=\d+$)/, ':')) : undefined)
