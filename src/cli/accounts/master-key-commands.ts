import { type AccountCommand, done } from './account-command.ts'

export const masterKeyCommands: readonly AccountCommand[] = [
  {
    command: 'change',
    description: 'seal all stored secrets anew with another key; jobs, tokens and sockets go on',
    work: (server) =>
      done(
        server.ask('POST', '/causeway/v1/master-key/change'),
        'The master key is another one, and the old one is nowhere in the data folder. Make a backup now: those from before open with the key that is in them.',
      ),
  },
]
