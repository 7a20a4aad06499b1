import { isFields } from '../../../../../src/base/fields.ts'
import type { Ask } from '../../../../../src/client/attach/ask.ts'
import { request } from '../../../api/request.ts'

/** As the commands ask: what is no object has nothing to say. */
export const askApi: Ask = async (method, path, body) => {
  const answer = await request(method, path, body)
  return isFields(answer) ? answer : {}
}
