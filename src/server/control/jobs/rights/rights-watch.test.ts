import { expect, it } from 'vitest'
import { createLog } from '../../../../base/log.ts'
import { toRead } from '../../authorization/need.ts'
import { EMPTY_SESSION } from '../../sessions/sessions.ts'
import { type Context, createContexts } from '../contexts.ts'
import { watchRights } from './rights-watch.ts'

const running = (userName: string): Context => ({
  kind: 'job',
  caller: { projectId: 'p', userId: userName, userName },
  queueId: '',
  secrets: [],
  direct: new Set(),
  notRead: new Set(),
  onlyWritten: new Set(),
  held: new Map([['read', toRead('read the project')]]),
  session: async () => EMPTY_SESSION,
  authNames: async () => new Set(),
  tableUses: async () => new Set(),
  authNamesOf: async () => new Set(),
  tablesOf: async () => [],
})

it('a job that ends while its right is looked at is not cancelled: nobody would tell its end again', async () => {
  const contexts = createContexts()
  contexts.open('ends', running('ann'))
  contexts.open('stays', running('bob'))
  const cancelled: string[] = []
  let version = 0
  const watch = watchRights({
    store: { accountsVersion: () => version },
    authorizer: {
      async allows(caller) {
        if (caller.userName === 'ann') contexts.close('ends')
        return false
      },
      rightsOf: () => ({ role: undefined, privileges: new Map() }),
    },
    contexts,
    log: createLog('silent'),
    cancel: (jobId, reason) => void cancelled.push(`${jobId}: ${reason}`),
  })
  version = 1
  await expect.poll(() => cancelled).toEqual(['stays: bob may not read the project any more'])
  await watch.stop()
  expect(cancelled).toHaveLength(1)
})
