import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openStore } from '../../store/store.ts'
import { temporaryHome } from '../fixtures/started-control.ts'
import { forgetFirstIdentity, makeFirstIdentity } from './first-identity.ts'

const home = temporaryHome()
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('is kept, sealed, until it was shown: a start that fails after it has made it does not lock its owner out', async () => {
  const settings = { domain: 'd', user: 'u', password: 'given-password', project: 'p' }
  const first = await openStore({ home })
  const made = await makeFirstIdentity(first, Date.now, settings)
  expect(made).toMatchObject({ user: { password: 'given-password' }, given: { password: true, secretKey: false } })
  await first.close()

  const second = await openStore({ home })
  expect(await makeFirstIdentity(second, Date.now, { ...settings, password: 'another-password' })).toEqual(made)
  for (const name of ['causeway.db', 'causeway.db-wal']) {
    const bytes = readFileSync(join(home, name))
    expect([bytes.includes('given-password'), bytes.includes(made?.secretKey ?? '')]).toEqual([false, false])
  }
  await forgetFirstIdentity(second)
  expect(await makeFirstIdentity(second, Date.now, settings)).toBeUndefined()
  await second.close()
})
