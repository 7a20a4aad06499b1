import { Type } from 'typebox'

/** No control character: the host is written into messages and logs. */
const PLAIN = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$'

/** Where a worker wants to be dialled to, as the members of a message. */
export const DIAL_TARGET = {
  host: Type.String({ minLength: 1, maxLength: 255, pattern: PLAIN }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
}
