import { describe, expect, it } from 'vitest'
import type { Reach } from '../../api/reach.ts'
import { matrixOf } from './matrix.ts'

describe('queues × addresses', () => {
  const cell = (queue: string, address: string, verdict: 'allowed' | 'refused', rule = 2) => ({
    queue,
    address,
    verdict,
    connectionId: undefined,
    step: 'binding',
    rule,
    seen: '',
  })
  const reach: Reach = {
    queues: ['default', 'etl', 'web'],
    addresses: ['pg:5432', 'redis:6379'],
    cells: [
      cell('default', 'pg:5432', 'refused', 1),
      cell('default', 'redis:6379', 'refused', 1),
      cell('etl', 'pg:5432', 'allowed'),
      cell('etl', 'redis:6379', 'allowed'),
      cell('web', 'pg:5432', 'refused'),
      cell('web', 'redis:6379', 'allowed'),
    ],
  }
  const shown = (find: string, onlyRefused = false) => {
    const { addresses, rows } = matrixOf(reach, { find, onlyRefused })
    return [rows.map(({ queue }) => queue), addresses]
  }

  it('is without the preset queue, and shows what is looked for', () => {
    expect(shown('')).toEqual([
      ['etl', 'web'],
      ['pg:5432', 'redis:6379'],
    ])
    expect(shown('WEB')).toEqual([['web'], ['pg:5432', 'redis:6379']])
    expect(shown('redis')).toEqual([['etl', 'web'], ['redis:6379']])
    expect(shown('nosuch')).toEqual([[], ['pg:5432', 'redis:6379']])
    expect(shown('', true)).toEqual([['web'], ['pg:5432']])
    expect(matrixOf(reach, { find: 'web', onlyRefused: false }).rows[0]?.cells.map((each) => each?.verdict)).toEqual(['refused', 'allowed'])
  })
})
