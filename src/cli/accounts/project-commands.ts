import { type AccountCommand, DESCRIPTION, done, encoded, type Flags, given, ofDomain, type Work } from './account-command.ts'

const project = ([name = '']: readonly string[], flags: Flags, rest = ''): string =>
  `/causeway/v1/projects/${encoded(name)}${rest}${ofDomain(flags)}`
const group = ([name = '']: readonly string[], flags: Flags, rest = ''): string =>
  `/causeway/v1/groups/${encoded(name)}${rest}${ofDomain(flags)}`
function roleChange(method: 'PUT' | 'DELETE'): Work {
  return async (server, names, flags) => {
    const [, who = '', role] = names
    const subject = flags.group === true ? { group_name: who } : { user_name: who }
    if (method === 'PUT') return await done(server.ask('PUT', project(names, flags, '/roles'), { ...subject, role }), `${who} is ${role}`)
    const [[name, value] = ['', '']] = Object.entries(subject)
    const target = `${project(names, {}, '/roles')}?${name}=${encoded(value)}${ofDomain(flags).replace('?', '&')}`
    return await done(server.ask('DELETE', target), `${who} has no role any more`)
  }
}

export const projectCommands: readonly AccountCommand[] = [
  {
    command: 'list',
    description: 'list the projects',
    work: (server, _names, flags) => server.ask('GET', `/causeway/v1/projects${ofDomain(flags)}`),
  },
  {
    command: 'create <name>',
    description: 'make a project',
    options: [DESCRIPTION],
    work: (server, [name], flags) =>
      server.ask('POST', '/causeway/v1/projects', { name, ...given({ description: flags.description, domain: flags.domain }) }),
  },
  {
    command: 'disable <name>',
    description: 'let nobody into it',
    work: (server, names, flags) => server.ask('PUT', project(names, flags), { enabled: false }),
  },
  {
    command: 'enable <name>',
    description: 'let its users in again',
    work: (server, names, flags) => server.ask('PUT', project(names, flags), { enabled: true }),
  },
  {
    command: 'delete <name>',
    description: 'delete a project that has nothing in it',
    work: (server, names, flags) => done(server.ask('DELETE', project(names, flags)), `${names[0]} is deleted`),
  },
  {
    command: 'roles <name>',
    description: 'list who has which role in it',
    work: (server, names, flags) => server.ask('GET', project(names, flags, '/roles')),
  },
  {
    command: 'grant <name> <user> <role>',
    description: 'give a user the role admin, writer or reader',
    options: [['--group', 'it is a group']],
    work: roleChange('PUT'),
  },
  {
    command: 'revoke <name> <user>',
    description: 'take the role of a user away',
    options: [['--group', 'it is a group']],
    work: roleChange('DELETE'),
  },
]

export const groupCommands: readonly AccountCommand[] = [
  {
    command: 'list',
    description: 'list the groups and their members',
    work: (server, _names, flags) => server.ask('GET', `/causeway/v1/groups${ofDomain(flags)}`),
  },
  {
    command: 'create <name>',
    description: 'make a group',
    options: [DESCRIPTION],
    work: (server, [name], flags) =>
      server.ask('POST', '/causeway/v1/groups', { name, ...given({ description: flags.description, domain: flags.domain }) }),
  },
  {
    command: 'delete <name>',
    description: 'delete a group and its roles',
    work: (server, names, flags) => done(server.ask('DELETE', group(names, flags)), `${names[0]} is deleted`),
  },
  {
    command: 'add <name> <user>',
    description: 'take a user in',
    work: (server, names, flags) =>
      done(server.ask('PUT', group(names, flags, `/members/${encoded(names[1] ?? '')}`)), `${names[1]} is in ${names[0]}`),
  },
  {
    command: 'remove <name> <user>',
    description: 'take a user out',
    work: (server, names, flags) =>
      done(server.ask('DELETE', group(names, flags, `/members/${encoded(names[1] ?? '')}`)), `${names[1]} is not in ${names[0]}`),
  },
]

export const domainCommands: readonly AccountCommand[] = [
  { command: 'list', description: 'list the domains', work: (server) => server.ask('GET', '/causeway/v1/domains') },
  {
    command: 'create <name>',
    description: 'make a domain, of users and projects of its own',
    work: (server, [name]) => server.ask('POST', '/causeway/v1/domains', { name }),
  },
]
