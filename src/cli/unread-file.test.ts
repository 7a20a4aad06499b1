import { expect, it } from 'vitest'
import { unreadFile } from './unread-file.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

it.each([
  ['ENOENT', 'The file a is not there', 'Look at its name'],
  ['ENOTDIR', 'The file a is not there', 'Look at its name'],
  ['EISDIR', 'The file a is a folder', 'Look at its name'],
  ['EACCES', 'The file a may not be read by this user', 'Give this user the right to read it'],
  ['EIO', 'The file a cannot be read', 'Look at its name'],
])('of %s it is said what is wrong', (code, message, hint) => {
  expect(unreadFile('The file a', failure(code))).toMatchObject({ kind: 'invalid-parameter', message, hint })
})

it('what names it is told where that is not plain', () => {
  expect(unreadFile('The file a', failure('ENOENT'), '--config')).toMatchObject({ hint: 'Look at --config' })
})
