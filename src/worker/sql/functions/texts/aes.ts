/** aes_encrypt and aes_decrypt. */
import { BINARY } from '../../bound/bound.ts'
import { template, text } from '../../bound/template.ts'
import { type SqlFunction, scalar } from '../function-record.ts'

const aes = (name: 'aes_encrypt' | 'aes_decrypt'): SqlFunction =>
  scalar(
    name,
    ['binary', 'binary', 'string?', 'string?'],
    BINARY,
    ([input, key, mode = text("'GCM'"), padding = text("'DEFAULT'")]) =>
      template`unhex(${`fn_${name}`}(hex(${input}), hex(${key}), ${mode}, ${padding}))`,
    { print: (names) => `${name}(${[...names, ...['GCM', 'DEFAULT'].slice(names.length - 2)].join(', ')})` },
  )

export const AES_FUNCTIONS: readonly SqlFunction[] = [aes('aes_encrypt'), aes('aes_decrypt')]
