import { describe, expect, it } from 'vitest'
import { type AttachForm, attachCheck, attachLine, type TakenNames } from './attach-check.ts'

const FORM: AttachForm = { url: 'postgres://app@10.1.2.3:5433/shop', name: 'shop', queue: 'q1', address: '', schema: '', password: 'x' }
const TAKEN: TakenNames = {
  databases: ['default', 'old'],
  credentials: ['old'],
  connections: ['c'],
  vpcs: ['net'],
  networks: { subnets: [{ cidr: '10.0.0.0/8', vpcId: 'v' }], routes: [] },
}

describe('a database that is being typed', () => {
  it('is told what would be made once nothing is wrong', () => {
    expect(attachCheck(FORM, TAKEN)).toMatchObject({
      wrong: {},
      plan: { name: 'shop', address: '192.168.250.10', network: '192.168.250.0/24', target: '10.1.2.3:5433' },
    })
    expect(attachCheck(FORM, undefined).plan?.name).toBe('shop')
  })

  it.each<[Partial<AttachForm>, keyof AttachForm, RegExp]>([
    [{ url: '' }, 'url', /postgres:\/\//],
    [{ url: 'oracle://a@b/c' }, 'url', /no database that is known/],
    [{ url: 'postgres://10.1.2.3:5433/shop' }, 'url', /names no user.*postgres:\/\/USER@10\.1\.2\.3:5433\/shop/],
    [{ url: 'postgres://a%zz@10.1.2.3/shop' }, 'url', /no database that is known/],
    [{ url: 'postgres://app:s3cret@10.1.2.3/shop' }, 'url', /Leave the password out/],
    [{ url: 'postgres://app@db.internal/shop' }, 'address', /cannot look db\.internal up/],
    [{ address: '10.1.2' }, 'address', /no IPv4/],
    [{ address: '10.1.2.256' }, 'address', /no IPv4/],
    [{ name: 'old' }, 'name', /a database, and a credential/],
    [{ name: 'net' }, 'name', /There is a VPC of that name already/],
    [{ name: 'A-b' }, 'name', /small letters/],
    [{ queue: '' }, 'queue', /Choose/],
    [{ queue: 'default' }, 'queue', /no network/],
    [{ password: '' }, 'password', /wants a password/],
  ])('%j: %s', (change, field, text) => {
    const { wrong, plan } = attachCheck({ ...FORM, ...change }, TAKEN)
    expect(wrong[field]).toMatch(text)
    expect(JSON.stringify(wrong)).not.toContain('s3cret')
    expect(plan).toBeUndefined()
  })

  it('may have a schema, which stands in the line for a shell as well', () => {
    const form = { ...FORM, schema: " it's mine " }
    const { plan } = attachCheck(form, TAKEN)
    expect(plan).toMatchObject({ name: 'shop', schema: "it's mine" })
    expect(attachCheck(FORM, TAKEN).plan).not.toHaveProperty('schema')
    if (plan === undefined) throw new Error('Nothing is wrong')
    expect(attachLine({ ...form, address: '10.1.2.4' }, plan)).toBe(
      "causeway attach-database postgres://app@10.1.2.3:5433/shop --as shop --queue q1 --address 10.1.2.4 --schema 'it'\\''s mine'",
    )
  })

  it('may have a name, where its address is given', () => {
    const { plan } = attachCheck({ ...FORM, url: 'mysql://app@db.internal/shop', address: '127.0.0.1' }, TAKEN)
    expect(plan).toMatchObject({ host: 'db.internal', address: '192.168.250.10', dialled: 'db.internal:3306' })
  })
})
