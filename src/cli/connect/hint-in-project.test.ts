import { expect, it } from 'vitest'
import { remedyText } from '../../server/api/answers/remedy-text.ts'
import { hintInCommands } from './hint-in-commands.ts'
import { hintInProject } from './hint-in-project.ts'

const hint = hintInCommands(remedyText({ kind: 'give-role', userName: 'ann', role: 'reader' }))

it('names the project of a right that misses, where it is known', () => {
  expect(hintInProject(hint, 'lab')).toMatch(/ causeway project grant lab ann reader$/)
  expect(hintInProject(hint, "it's $& mine")).toMatch(/ causeway project grant 'it'\\''s \$& mine' ann reader$/)
  expect(hintInProject(hint, undefined)).toBe(hint)
})
