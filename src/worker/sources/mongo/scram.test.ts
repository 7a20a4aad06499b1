import { expect, test } from 'vitest'
import { checkServer, clientFinal, clientFirst } from './scram.ts'

test('SCRAM-SHA-256, by the example of RFC 7677', async () => {
  const user = { userName: 'user', password: 'pencil' }
  const nonce = 'rOprNGfwEbeRWgbNEkqO'
  expect(clientFirst(user, nonce)).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')
  const serverFirst = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'
  const { message, serverProof } = await clientFinal('SCRAM-SHA-256', user, nonce, serverFirst)
  expect(message).toBe('c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=')
  expect(() => checkServer('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', serverProof)).not.toThrow()
  expect(() => checkServer('v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', serverProof)).toThrow(/could not prove/)
  expect(() => checkServer('e=other-error', serverProof)).toThrow(/could not prove/)
})

test('SCRAM-SHA-1 of MongoDB, by the example of its specification', async () => {
  const user = { userName: 'user', password: 'pencil' }
  const nonce = 'fyko+d2lbbFgONRv9qkxdawL'
  const serverFirst = 'r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,s=rQ9ZY3MntBeuP3E1TDVC4w==,i=10000'
  const { message, serverProof } = await clientFinal('SCRAM-SHA-1', user, nonce, serverFirst)
  expect(message).toBe('c=biws,r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,p=MC2T8BvbmWRckDw8oWl5IVghwCY=')
  expect(() => checkServer('v=UMWeI25JD1yNYZRMpZ4VHvhZ9e0=', serverProof)).not.toThrow()
})

test.each([
  ['a nonce that is not ours', 'r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
  ['a nonce that is ours alone', 'r=mine,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
  ['too few rounds', 'r=mineandmore,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1'],
  ['rounds without an end', 'r=mineandmore,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999'],
  ['nothing', ''],
])('%s is refused', async (_what, serverFirst) => {
  await expect(clientFinal('SCRAM-SHA-256', { userName: 'u', password: 'p' }, 'mine', serverFirst)).rejects.toThrow(/SCRAM does not know/)
})

test('a name is written with its commas and equals signs, a password of other characters is refused', async () => {
  expect(clientFirst({ userName: 'a,b=c', password: '' }, 'x')).toBe('n,,n=a=2Cb=3Dc,r=x')
  const first = 'r=mineandmore,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'
  await expect(clientFinal('SCRAM-SHA-256', { userName: 'u', password: 'ä' }, 'mine', first)).rejects.toMatchObject({
    kind: 'not-supported',
  })
})
