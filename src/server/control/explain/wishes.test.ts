import { describe, expect, it } from 'vitest'
import { parseWishes } from './wishes.ts'

describe('the changes to suppose', () => {
  it('are read in their order', () => {
    expect(
      parseWishes(
        'bind:c1,unbind:c_2,host:pg.local=192.168.0.10@c1,host:six=fd00::10,port:5432-5433@c1,route:10.0.0.0/8@c1,route:fd00::/8',
      ),
    ).toEqual([
      { kind: 'bind', connection: 'c1' },
      { kind: 'unbind', connection: 'c_2' },
      { kind: 'host', name: 'pg.local', ip: '192.168.0.10', connection: 'c1' },
      { kind: 'host', name: 'six', ip: 'fd00::10', connection: undefined },
      { kind: 'port', ports: { from: 5432, to: 5433 }, connection: 'c1' },
      { kind: 'route', cidr: '10.0.0.0/8', connection: 'c1' },
      { kind: 'route', cidr: 'fd00::/8', connection: undefined },
    ])
  })

  it.each([
    '',
    'bind:',
    'bind',
    'bind:a b',
    'forget:c1',
    'bind:c1,',
    'port:0',
    'port:5433-5432',
    'host:pg',
    'host:pg=',
    'host:pg=pg2',
    'host:pg=0x7f.1',
    'host:pg=1.2.3.4=5.6.7.8',
    'host:=1.2.3.4',
    'route:10.0.0.0/33',
    'route:ten',
    'route:10.0.0.0/8@',
    'route:10.0.0.0/8@c1@c2',
    Array.from({ length: 17 }, () => 'bind:c').join(),
  ])('are refused as %j', (text) =>
    expect(() => parseWishes(text)).toThrow(expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) })),
  )
})
