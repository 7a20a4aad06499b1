import { expect, it } from 'vitest'
import { CausewayError } from '../../../../base/errors.ts'
import type { Need } from '../../authorization/need.ts'
import { EMPTY_SESSION } from '../../sessions/sessions.ts'
import { viewCalls } from './view-calls.ts'

const context = {
  kind: 'job' as const,
  caller: { projectId: 'p', userId: 'u', userName: 'bob' },
  queueId: 'q',
  secrets: [],
  direct: new Set<string>(),
  notRead: new Set<string>(),
  onlyWritten: new Set<string>(),
  held: new Map<string, Need>(),
  session: async () => EMPTY_SESSION,
  authNames: async () => new Set<string>(),
  tableUses: async () => new Set<string>(),
  authNamesOf: async () => new Set<string>(),
  tablesOf: async () => [],
}
const unused = (): never => {
  throw new Error('Nothing else is done')
}

it('a view that another job has made since it was looked for is replaced, and not refused as one that is there', async () => {
  const modes: string[] = []
  const needs: Need[] = []
  const calls = viewCalls({
    authorizer: {
      async acting(_caller, asked, act) {
        if (typeof asked !== 'function') needs.push(...asked)
        return await act()
      },
    },
    catalog: { findTable: async () => undefined },
    catalogViews: {
      async put(_caller, _view, mode) {
        modes.push(mode)
        if (mode === 'new') throw new CausewayError('already-exists', 'The view shop.v already exists')
        return true
      },
      drop: unused,
      rename: unused,
      changeProperties: unused,
    },
  })
  const view = {
    database: 'shop',
    name: 'v',
    columns: [],
    source: { kind: 'view' as const, sql: 'SELECT 1', database: 'shop', queryColumns: [] },
  }
  const call = { kind: 'put-catalog-view' as const, view, mode: 'replace' as const, ifNotExists: false }
  await expect(calls['put-catalog-view']({ contextId: 'j', context }, call)).resolves.toEqual({ created: true })
  expect(modes).toEqual(['new', 'replace'])
  expect(needs).toMatchObject([{ privileges: ['ALTER_VIEW'] }])
})
