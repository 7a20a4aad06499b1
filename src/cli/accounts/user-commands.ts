import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { rowsOf } from '../shown-fields.ts'
import { type AccountCommand, DESCRIPTION, done, encoded, type Flags, given, ofDomain } from './account-command.ts'

function yesOrNo(flag: string, text: string | undefined): boolean | undefined {
  if (text === undefined || text === 'true' || text === 'false') return text === undefined ? undefined : text === 'true'
  throw new CausewayError('invalid-parameter', `${flag} is neither true nor false: ${text}`)
}

/** Of a variable, so that it stands in no list of processes. */
function passwordOf(flags: Flags): string | undefined {
  if (flags.password === undefined) return undefined
  const password = process.env[flags.password]
  if (password !== undefined && password !== '') return password
  throw new CausewayError('invalid-parameter', `The variable ${flags.password} is not set`, {
    hint: 'Put the password into a variable, and give the name of that',
  })
}

const user = ([name = '']: readonly string[], flags: Flags, rest = ''): string =>
  `/causeway/v1/users/${encoded(name)}${rest}${ofDomain(flags)}`
const key = ([name = '']: readonly string[], rest = ''): string => `/causeway/v1/keys/${encoded(name)}${rest}`

const PASSWORD = [
  '--password <variable>',
  'the variable of the environment that holds the password; without it one is made and shown',
] as const

export const userCommands: readonly AccountCommand[] = [
  {
    command: 'list',
    description: 'list the users',
    work: (server, _names, flags) => server.ask('GET', `/causeway/v1/users${ofDomain(flags)}`),
  },
  {
    command: 'show <name>',
    description: 'one user, by its name or id, and its key pairs',
    work: async (server, names, flags) => {
      const users = rowsOf((await server.ask('GET', `/causeway/v1/users${ofDomain(flags)}`))['users'])
      const [name = ''] = names
      const found = users.find((each) => each['name'] === name) ?? users.find(({ id }) => id === name)
      if (found === undefined) throw new CausewayError('not-found', noneNamed('user', name), { hint: 'causeway user list lists them' })
      const { keys } = await server.ask('GET', user(names, flags, '/keys'))
      return { ...found, keys }
    },
  },
  {
    command: 'create <name>',
    description: 'make a user, who has no right yet: give one a role by "project grant"',
    options: [PASSWORD, DESCRIPTION, ['--admin <yes>', 'true: an administrator of the domain']],
    work: async (server, [name], flags) =>
      await server.ask('POST', '/causeway/v1/users', {
        name,
        ...given({
          password: passwordOf(flags),
          description: flags.description,
          is_admin: yesOrNo('--admin', flags.admin),
          domain: flags.domain,
        }),
      }),
  },
  {
    command: 'update <name>',
    description: 'make a user an administrator or none, describe it',
    options: [DESCRIPTION, ['--admin <yes>', 'true or false']],
    work: async (server, names, flags) =>
      await server.ask('PUT', user(names, flags), given({ description: flags.description, is_admin: yesOrNo('--admin', flags.admin) })),
  },
  {
    command: 'disable <name>',
    description: 'let nobody in as this user',
    work: (server, names, flags) => server.ask('PUT', user(names, flags), { enabled: false }),
  },
  {
    command: 'enable <name>',
    description: 'let it in again',
    work: (server, names, flags) => server.ask('PUT', user(names, flags), { enabled: true }),
  },
  {
    command: 'password <name>',
    description: 'set a password, which ends what the old one led to',
    options: [PASSWORD],
    work: async (server, names, flags) => {
      const body = given({ password: passwordOf(flags) })
      const made = await server.ask('PUT', user(names, flags, '/password'), body)
      return made['password'] === undefined ? { done: `The password of ${names[0]} is set` } : made
    },
  },
  {
    command: 'delete <name>',
    description: 'delete a user with its keys and roles',
    work: (server, names, flags) => done(server.ask('DELETE', user(names, flags)), `${names[0]} is deleted`),
  },
]

/** Of whom, where nobody is named: of whoever asks. */
async function namedOrOwn(server: ServerClient, names: readonly string[]): Promise<readonly string[]> {
  if (names.length > 0) return names
  const { LOCAL_ADMINISTRATOR } = await import('../../server/control/identity/local-administrator.ts')
  if (server.told.user === LOCAL_ADMINISTRATOR)
    throw new CausewayError('invalid-parameter', 'Of which user is not said, and whoever holds the data folder of a server is none', {
      hint: 'Name one: causeway user list lists them',
    })
  const [own] = rowsOf((await server.ask('GET', '/v3/users'))['users'])
  return [String(own?.['id'] ?? '')]
}

export const keyCommands: readonly AccountCommand[] = [
  {
    command: 'list [user]',
    description: 'list the key pairs of a user (without a name, your own), and when each was used last',
    work: async (server, names, flags) => await server.ask('GET', user(await namedOrOwn(server, names), flags, '/keys')),
  },
  {
    command: 'create [user]',
    description: 'make a key pair (without a name, for yourself), whose secret is shown once',
    options: [DESCRIPTION],
    work: async (server, names, flags) =>
      await server.ask('POST', user(await namedOrOwn(server, names), flags, '/keys'), given({ description: flags.description })),
  },
  {
    command: 'disable <access-key>',
    description: 'let nothing in by it',
    work: (server, names) => done(server.ask('PUT', key(names), { enabled: false }), `${names[0]} is disabled`),
  },
  {
    command: 'enable <access-key>',
    description: 'let it in again',
    work: (server, names) => done(server.ask('PUT', key(names), { enabled: true }), `${names[0]} is enabled`),
  },
  {
    command: 'rotate <access-key>',
    description: 'make a key pair in its place, and disable it',
    work: (server, names) => server.ask('POST', key(names, '/rotate')),
  },
  {
    command: 'delete <access-key>',
    description: 'delete it with its tokens',
    work: (server, names) => done(server.ask('DELETE', key(names)), `${names[0]} is deleted`),
  },
]
