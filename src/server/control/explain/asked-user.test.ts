import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { askedUser } from './asked-user.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ worker: 'scripted' })
})
afterAll(() => server?.remove())

it('is named to no host that the authentication is not for, and by nobody who may not use it', async () => {
  const { store, control, caller } = server
  const deps = { store, authorizer: createAuthorizer({ store, remedyText: () => '' }) }
  const made = {
    type: 'passwd',
    userName: 'reports',
    secrets: { password: 'secret' },
    locations: { certificate: '', truststore: '', keystore: '', krb5Conf: '', keytab: '' },
  } as const
  await control.credentials.create(caller, { ...made, name: 'tied' })
  await control.credentials.setHosts(caller, 'tied', ['pg-orders:5432'])
  await control.credentials.create(caller, { ...made, name: 'free' })
  const stranger = { ...caller, userId: 'f'.repeat(32), userName: 'stranger' }
  const asked = (authName: string | undefined, host: string, by = caller) => askedUser(deps, by, { host, port: 5432, authName })
  expect(await asked('tied', 'PG-orders')).toBe('reports')
  expect(await asked('tied', 'elsewhere')).toBeUndefined()
  expect(await asked('free', 'elsewhere')).toBe('reports')
  expect(await asked('free', 'elsewhere', stranger)).toBeUndefined()
  expect(await asked('none', 'elsewhere')).toBeUndefined()
  expect(await asked(undefined, 'elsewhere')).toBeUndefined()
})
