import { expect, it } from 'vitest'
import { fieldsOf } from '../../../api/fields.ts'
import { initialValues, valuesOf } from '../../../components/actions/form-values.ts'
import { readAttachment } from './attachment.ts'
import { attachVpc } from './attachment-action.ts'

const VPC = { id: 'v', name: 'shop', cidr: '10.0.0.0/8' }

it.each([
  { kind: 'host', networks: ['198.51.100.0/24'] },
  { kind: 'forward', forwards: [{ from: '192.168.0.5:5432', to: '127.0.0.1:5432' }] },
  { kind: 'netns', path: '/run/netns/lab' },
  { kind: 'agent' },
  {
    kind: 'ssh',
    host: 'bastion.internal',
    port: 2222,
    user: 'ada',
    host_keys: ['ssh-ed25519 AAAA'],
    public_key_fingerprint: 'SHA256:x',
    jump_hosts: [{ host: 'fd00::1', port: 22, user: 'eve', host_keys: ['ssh-ed25519 BBBB', 'ssh-rsa CCCC'] }],
  },
  { kind: 'ssh', host: 'b', user: 'u', host_authorities: ['ssh-ed25519 AAAA'], ssh_agent: 'ops', public_key: 'ssh-ed25519 DDDD' },
])('of the kind $kind begins as it is, and is sent as it was', (attachment) => {
  const { request, fields = [] } = attachVpc(VPC, readAttachment(fieldsOf(attachment)))
  expect(request(valuesOf(initialValues(fields))).body).toEqual(attachment)
})

it('sends a new private key in place of the one that is kept', () => {
  const now = readAttachment(fieldsOf({ kind: 'ssh', host: 'b', user: 'u', host_keys: ['k'], public_key_fingerprint: 'SHA256:x' }))
  const { request, fields = [] } = attachVpc(VPC, now)
  const values = valuesOf({ ...initialValues(fields), private_key: '-----BEGIN\nkey' })
  expect(request(values).body).toEqual({ kind: 'ssh', host: 'b', user: 'u', host_keys: ['k'], private_key: '-----BEGIN\nkey' })
})
