import { expect, test } from 'vitest'
import { askByDatagram } from './ask-by-datagram.ts'

// The kernel connects no datagrams to it, on whatever machine; so it is with an address of IPv6 where there is no way to any.
test('where there is no way to an address, that is a failure like any other', async () => {
  await expect(askByDatagram({ ip: '255.255.255.255', port: 53 }, Buffer.from('no'), new AbortController().signal)).rejects.toMatchObject({
    syscall: 'connect',
  })
})
