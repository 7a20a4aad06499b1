import { expect, it } from 'vitest'
import { privilegesOn as allOn, parseObject } from '../../src/server/control/permissions/object-names.ts'
import { ON_COLUMN, privilegesOn } from '../src/components/grants/privileges.ts'

/** The vendor has them, and they allow nothing here. */
const IDLE = ['CREATE_ROLE', 'DROP_ROLE', 'GRANT_ROLE', 'REVOKE_ROLE', 'SHOW_ROLES', 'EXPLAIN']

it.each([
  'queues.q1',
  'databases.shop',
  'databases.shop.tables.orders',
  'edsconnections.123e4567-e89b-12d3-a456-426614174000',
  'datasourceauth.login',
  'elasticresourcepools.pool1',
  'variable.city',
  'resources.g/a.jar',
  'groups.g',
])('those on %s are what can be granted there', (object) => {
  const known = allOn(parseObject(object).thing).filter((name) => !IDLE.includes(name))
  expect(privilegesOn(object).toSorted()).toEqual(['ALL', ...known].toSorted())
})

it('those on a column are what can be granted there', () => {
  const known = allOn(parseObject('databases.shop.tables.orders.columns.price').thing)
  expect(ON_COLUMN.toSorted()).toEqual(['ALL', ...known].toSorted())
})
