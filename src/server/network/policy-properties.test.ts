import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/addresses/port-range.ts'
import { anyCidr, anyIp, anyName, anyPort, anyTarget, anyView } from './fixtures/any-network.ts'
import type { BindingView, QueueNetworkView } from './network-view.ts'
import { decide, type MachineView } from './policy.ts'
import { supposing } from './what-if.ts'

const MACHINE: MachineView = { ownPorts: [8080], ownAddresses: ['10.0.0.9'] }
const RUNS = { numRuns: 2000 }

const inside = (range: string, address: string): boolean => {
  const parsed = ipaddr.parse(address)
  if (!ipaddr.isValidCIDR(range)) return range === address
  const [network, bits] = ipaddr.parseCIDR(range)
  return network.kind() === parsed.kind() && parsed.match(network, bits)
}
const without = (network: QueueNetworkView, connectionId: string): QueueNetworkView => ({
  ...network,
  bindings: network.bindings.filter((binding) => binding.connectionId !== connectionId),
})
const only = (network: QueueNetworkView, connectionId: string): QueueNetworkView => ({
  ...network,
  bindings: network.bindings.filter((binding) => binding.connectionId === connectionId),
})

describe('properties', () => {
  test('the small world allows and refuses often at every step, so that the properties mean something', () => {
    const seen = new Map<string, number>()
    for (const [network, wanted] of fc.sample(fc.tuple(anyView, anyTarget), { numRuns: 4000, seed: 7 })) {
      const decision = decide(network, wanted, MACHINE)
      const where =
        decision.kind === 'allowed' ? 'allowed' : (decision.explanation.steps.find((step) => step.outcome === 'failed')?.step ?? '')
      seen.set(where, (seen.get(where) ?? 0) + 1)
    }
    for (const where of ['queue', 'binding', 'name', 'route', 'port', 'attachment', 'allowed'])
      expect(seen.get(where) ?? 0, where).toBeGreaterThan(40)
  })

  test('invariant 14: the explanation is complete and agrees with the outcome', () => {
    fc.assert(
      fc.property(anyView, anyTarget, (network, wanted) => {
        const decision = decide(network, wanted, MACHINE)
        const { steps, remedies, queue } = decision.explanation
        const outcomes = steps.map((step) => step.outcome)
        expect(queue).toBe('q1')
        for (const step of steps) {
          expect(step.seen).not.toBe('')
          expect(step.rule === undefined).toBe(step.outcome === 'not-reached')
        }
        const names = ['queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial']
        if (decision.kind === 'allowed') {
          expect(steps.map((step) => step.step)).toEqual(names.slice(0, 6))
          expect(new Set(outcomes)).toEqual(new Set(['passed']))
          expect(remedies).toEqual([])
        } else {
          expect(steps.map((step) => step.step)).toEqual(names)
          const failed = outcomes.indexOf('failed')
          expect(outcomes).toEqual(names.map((_, i) => (i < failed ? 'passed' : i === failed ? 'failed' : 'not-reached')))
          expect(remedies.length).toBeGreaterThan(0)
        }
      }),
      RUNS,
    )
  })

  test('invariant 15: what is allowed is allowed by the named binding alone', () => {
    fc.assert(
      fc.property(anyView, anyTarget, (network, wanted) => {
        const decision = decide(network, wanted, MACHINE)
        if (decision.kind === 'refused') return
        const alone = decide(only(network, decision.connectionId), wanted, MACHINE)
        expect(alone).toMatchObject({ kind: 'allowed', connectionId: decision.connectionId, ip: decision.ip, dialled: decision.dialled })
      }),
      RUNS,
    )
  })

  test('invariant 15: taking a binding away never allows what none of those that stay allows by itself', () => {
    fc.assert(
      fc.property(anyView, anyTarget, fc.nat(3), (network, wanted, which) => {
        const removed = `id${which}`
        const after = decide(without(network, removed), wanted, MACHINE)
        if (after.kind === 'refused') return
        const before = decide(network, wanted, MACHINE)
        expect(decide(only(network, after.connectionId), wanted, MACHINE).kind).toBe('allowed')
        // When it was refused before, the removed binding had a claim of its own on the target.
        if (before.kind === 'refused') {
          const gone = network.bindings.find((binding) => binding.connectionId === removed)
          expect(gone?.state).toBe('active')
          const claims =
            gone?.hosts.some((entry) => entry.name.toLowerCase() === wanted.host.toLowerCase()) === true ||
            [gone?.subnetCidr, ...(gone?.routes ?? []).map((route) => route.cidr)].some((range) => inside(range ?? '', after.ip))
          expect(claims).toBe(true)
        }
      }),
      RUNS,
    )
  })

  test('rule 27: what is lent changes nothing of what the own connections allow', () => {
    fc.assert(
      fc.property(anyView, anyView, anyTarget, (network, { bindings: others }, wanted) => {
        const before = decide(network, wanted, MACHINE)
        const lent = others.map((each, at): BindingView => ({ ...each, connectionId: `l${at}`, connectionName: `l${at}`, lent: true }))
        const after = decide({ ...network, bindings: [...network.bindings, ...lent] }, wanted, MACHINE)
        if (before.kind === 'allowed')
          expect(after).toMatchObject({ kind: 'allowed', connectionId: before.connectionId, dialled: before.dialled })
      }),
      RUNS,
    )
  })

  test('invariant 16: the order of the bindings does not matter', () => {
    fc.assert(
      fc.property(anyView, anyTarget, (network, wanted) => {
        const one = decide(network, wanted, MACHINE)
        const two = decide({ ...network, bindings: network.bindings.toReversed() }, wanted, MACHINE)
        expect(two.kind).toBe(one.kind)
        if (one.kind === 'allowed' && two.kind === 'allowed')
          expect(two).toMatchObject({ connectionId: one.connectionId, dialled: one.dialled })
      }),
      RUNS,
    )
  })

  test('invariant 17: nothing outside the subnets and routes of the ACTIVE bindings is allowed', () => {
    fc.assert(
      fc.property(anyView, anyTarget, (network, wanted) => {
        const decision = decide(network, wanted, MACHINE)
        if (decision.kind === 'refused') return
        const used = network.bindings.find((binding) => binding.connectionId === decision.connectionId)
        expect(used?.state).toBe('active')
        expect(
          [used?.subnetCidr ?? '', ...(used?.routes ?? []).map((route) => route.cidr)].some((range) => inside(range, decision.ip)),
        ).toBe(true)
      }),
      RUNS,
    )
  })

  test('rules 6 to 8 and 24: a plain search through all ranges of all bindings finds the same one, or none', () => {
    fc.assert(
      fc.property(anyView, anyIp, anyPort, (network, host, wantedPort) => {
        fc.pre(!network.preset)
        const claims = network.bindings
          .filter(({ state }) => state === 'active')
          .flatMap(({ connectionId, subnetCidr, routes, ports: open }) => {
            const ranges = [subnetCidr, ...routes.map((route) => route.cidr)].filter(
              (range) => range !== 'not-a-cidr' && inside(range, host),
            )
            const lengths = ranges.map((range) => Number(range.split('/')[1] ?? (range.includes(':') ? 128 : 32)))
            const isOpen = open.some(({ from, to }) => wantedPort >= from && wantedPort <= to)
            return lengths.length === 0 ? [] : [{ connectionId, length: Math.max(...lengths), isOpen }]
          })
        const longest = claims.filter(({ length }) => length === Math.max(...claims.map((each) => each.length)))
        const open = longest.filter(({ isOpen }) => isOpen)
        const decision = decide(network, { host, port: wantedPort }, MACHINE)
        const failed = decision.explanation.steps.find(({ outcome }) => outcome === 'failed')?.step
        if (network.bindings.every(({ state }) => state !== 'active')) expect(failed).toBe('binding')
        else if (open.length === 1) {
          expect(['attachment', undefined]).toContain(failed)
          if (decision.kind === 'allowed') expect(decision.connectionId).toBe(open[0]?.connectionId)
        } else expect(failed).toBe(longest.length === 1 ? 'port' : 'route')
      }),
      RUNS,
    )
  })

  test('rule 20: a lent connection is decided on as its own, and nothing is told of its VPC and of where it is forwarded to', () => {
    fc.assert(
      fc.property(anyView, anyTarget, (network, wanted) => {
        const own = decide(network, wanted, MACHINE)
        const lent = decide(
          { ...network, bindings: network.bindings.map((binding): BindingView => ({ ...binding, lent: true })) },
          wanted,
          MACHINE,
        )
        expect(lent.kind).toBe(own.kind)
        if (lent.kind === 'allowed' && own.kind === 'allowed') {
          expect({ ...lent, lent: false, explanation: 0 }).toEqual({ ...own, explanation: 0 })
        }
        const told = JSON.stringify(lent.explanation)
        for (const { subnetCidr, routes } of network.bindings) {
          if (!routes.some(({ cidr: of }) => of === subnetCidr)) expect(told).not.toContain(`subnet ${subnetCidr}`)
        }
        expect(told).not.toMatch(/vpc\d|"v\d"|127\.0\.0\.1:5000|172\.17\.0\.2|set-|add-route/)
        expect(JSON.stringify(lent.explanation.remedies) === '[]').toBe(lent.kind === 'allowed')
      }),
      RUNS,
    )
  })

  test('a supposed change answers as the changed view does, and leaves the view as it is', () => {
    fc.assert(
      fc.property(
        anyView,
        anyTarget,
        fc.nat(3),
        fc.record({ name: anyName, ip: anyIp }),
        anyCidr,
        (network, wanted, which, entry, range) => {
          const before = structuredClone(network)
          const connectionId = `id${which}`
          const binding = network.bindings.find((each) => each.connectionId === connectionId)
          const answer = (changed: QueueNetworkView) => {
            const { kind, explanation } = decide(changed, wanted, MACHINE)
            return { kind, steps: explanation.steps }
          }
          const unbound = supposing(network, { kind: 'unbind', connectionId })
          expect(answer(unbound)).toEqual(answer(without(network, connectionId)))
          if (binding !== undefined) {
            const last = { ...network, bindings: [...without(network, connectionId).bindings, binding] }
            expect(answer(supposing(unbound, { kind: 'bind', binding }))).toEqual(answer(last))
            const withEntry = supposing(network, { kind: 'host', connectionId, ...entry }).bindings.find(
              (each) => each.connectionId === connectionId,
            )
            expect(withEntry?.hosts).toEqual([entry, ...binding.hosts])
            const withRoute = supposing(network, { kind: 'route', connectionId, cidr: range }).bindings.find(
              (each) => each.connectionId === connectionId,
            )
            expect(withRoute?.routes.at(-1)?.cidr).toBe(range)
          }
          expect(network).toEqual(before)
        },
      ),
      RUNS,
    )
  })

  const openToAll: QueueNetworkView = {
    queueId: 'id-q1',
    queueName: 'q1',
    preset: false,
    connections: [],
    bindings: [
      {
        connectionId: 'id',
        connectionName: 'open',
        state: 'active',
        failure: '',
        vpcId: 'v',
        vpcName: 'vpc',
        subnetCidr: '0.0.0.0/0',
        routes: [{ name: 'six', cidr: '::/0' }],
        hosts: [],
        ports: [EVERY_PORT],
        attachment: { kind: 'host' },
        attachmentRevision: 1,
      },
    ],
  }
  const octets = fc.oneof(
    fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
  )
  const spell = (o: readonly number[], how: number): string => {
    const [a = 0, b = 0, c = 0, d = 0] = o
    const hex = (n: number): string => n.toString(16)
    const word = (x: number, y: number): string => hex(x * 256 + y)
    const whole = a * 2 ** 24 + b * 2 ** 16 + c * 256 + d
    const spellings = [
      `${a}.${b}.${c}.${d}`,
      `${a}.${b}.${c}.${d}.`,
      String(whole),
      `0x${hex(whole)}`,
      `0${whole.toString(8)}`,
      o.map((n) => `0x${hex(n)}`).join('.'),
      o.map((n) => `0${n.toString(8)}`).join('.'),
      o.map((n) => String(n).padStart(3, '0')).join('.'),
      `${a}.${b * 2 ** 16 + c * 256 + d}`,
      `${a}.${b}.${c * 256 + d}`,
      `::ffff:${a}.${b}.${c}.${d}`,
      `::ffff:${word(a, b)}:${word(c, d)}`,
      `0:0:0:0:0:ffff:${word(a, b)}:${word(c, d)}`,
      `::${word(a, b)}:${word(c, d)}`,
      `::ffff:0:${word(a, b)}:${word(c, d)}`,
      `64:ff9b::${word(a, b)}:${word(c, d)}`,
      `2002:${word(a, b)}:${word(c, d)}::1`,
      `[::ffff:${a}.${b}.${c}.${d}]`,
      `[::ffff:${word(a, b)}:${word(c, d)}]`,
      ` ${a}.${b}.${c}.${d}`,
      `${a}.${b}.${c}.${d}%eth0`,
      `${a}.${b}.${c}.${d}/32`,
      `user@${a}.${b}.${c}.${d}`,
      `１${String(a).slice(1)}.${b}.${c}.${d}`,
    ]
    return spellings[how % spellings.length] ?? ''
  }

  test('invariant 18: no forbidden address is dialled through host, in any spelling, as a target or as a host entry', () => {
    fc.assert(
      fc.property(octets, fc.nat(23), (o, how) => {
        const host = spell(o, how)
        expect(decide(openToAll, { host, port: 5432 }, MACHINE).kind).toBe('refused')
        const named = { ...openToAll, bindings: openToAll.bindings.map((binding) => ({ ...binding, hosts: [{ name: 'db', ip: host }] })) }
        expect(decide(named, { host: 'db', port: 5432 }, MACHINE).kind).toBe('refused')
      }),
      { numRuns: 5000 },
    )
  })

  test('invariant 18: what host allows is a strict spelling, and exactly that address is dialled', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6()), (host) => {
        const decision = decide(openToAll, { host, port: 5432 }, MACHINE)
        if (decision.kind === 'refused') return
        expect(decision.dialled).toEqual({ ip: decision.ip, port: 5432 })
        const parsed = ipaddr.process(host)
        expect(ipaddr.parse(decision.ip).toNormalizedString()).toBe(parsed.toNormalizedString())
        expect(['loopback', 'linkLocal', 'multicast', 'unspecified', 'broadcast', 'carrierGradeNat', 'ipv4Mapped']).not.toContain(
          parsed.range(),
        )
      }),
      { numRuns: 5000 },
    )
  })
})
