import { expect, it } from 'vitest'
import { isRefusedRight } from './refused-right.ts'

it('knows a job that a right has refused by its text, and takes no other for one', () => {
  const grant = 'Who may grant it does so by PUT /v1.0/{project_id}/authorization {"user_name":"bob"}'
  expect(isRefusedRight(`bob may not make databases\nWhat would help: ${grant}`)).toBe(true)
  expect(
    isRefusedRight('The column a of d.t may not be read, or is not there\nWhat would help: Name … SELECT on databases.d would help.'),
  ).toBe(true)
  expect(isRefusedRight('bob may not make databases')).toBe(false)
  expect(isRefusedRight('There is no table t\nWhat would help: PUT /v1.0/{project_id}/authorization')).toBe(false)
})
