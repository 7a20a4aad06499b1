/** What a field of binary values is: what its text stands for as base64, where all of it may be that and it is something; else its own bytes. */
export function hiveBytes(field: Buffer): Buffer {
  if (!BASE64.test(field.toString('latin1'))) return field
  const [digits = ''] = field.toString('latin1').split('=')
  const decoded = Buffer.from(digits, 'base64')
  return decoded.length === 0 ? field : decoded
}

const BASE64 = /^[A-Za-z0-9+/\-_=\s]*$/
