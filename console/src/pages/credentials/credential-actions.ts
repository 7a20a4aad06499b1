import type { Fields } from '../../api/fields.ts'
import type { Action } from '../../components/actions/action.ts'
import { type FieldSpec, type FormValues, filled } from '../../components/actions/form-values.ts'

export const CREDENTIALS = '/v3/{project_id}/datasource/auth-infos'
const STALE = ['credentials', 'reach']

export interface Credential {
  readonly name: string
  readonly type: string
  readonly userName: string
  readonly owner: string
  readonly createdAt: number
  readonly updatedAt: number
}

export const readCredential = (credential: Fields): Credential => ({
  name: credential.text('auth_info_name'),
  type: credential.text('datasource_type'),
  userName: credential.optionalText('user_name') ?? '',
  owner: credential.optionalText('owner') ?? '',
  createdAt: credential.number('create_time'),
  updatedAt: credential.number('update_time'),
})

/** What each kind of log-in has, beside its name. */
const KINDS = [
  { value: 'passwd', label: 'a user and a password' },
  { value: 'CSS', label: 'a user and a password, of CSS, with a certificate' },
  { value: 'Kafka_SSL', label: 'key stores, of Kafka' },
  { value: 'KRB', label: 'a Kerberos keytab' },
]

const secretFields = (userName: string): readonly FieldSpec[] => [
  {
    kind: 'text',
    name: 'user',
    label: 'User of the database',
    initial: userName,
    isShown: (values) => values.text('type') !== 'Kafka_SSL',
  },
  { kind: 'password', name: 'password', label: 'Password of the database', isShown: hasPassword },
  {
    kind: 'text',
    name: 'certificate',
    label: 'Certificate',
    description: 'Who signs the database’s certificate: obs://…',
    isShown: hasPassword,
  },
  { kind: 'text', name: 'truststore', label: 'Trust store', description: 'obs://…', isShown: isOf('Kafka_SSL') },
  { kind: 'password', name: 'truststore_password', label: 'Its password', isShown: isOf('Kafka_SSL') },
  { kind: 'text', name: 'keystore', label: 'Key store', description: 'obs://…', isShown: isOf('Kafka_SSL') },
  { kind: 'password', name: 'keystore_password', label: 'Password of the key store', isShown: isOf('Kafka_SSL') },
  { kind: 'password', name: 'key_password', label: 'Password of the key', isShown: isOf('Kafka_SSL') },
  { kind: 'text', name: 'krb5_conf', label: 'krb5.conf', description: 'obs://…', isShown: isOf('KRB') },
  { kind: 'text', name: 'keytab', label: 'Keytab', description: 'obs://…', isShown: isOf('KRB') },
]

function isOf(type: string) {
  return (values: FormValues): boolean => values.text('type') === type
}
function hasPassword(values: FormValues): boolean {
  return isOf('passwd')(values) || isOf('CSS')(values)
}

function secretsOf(values: FormValues): Readonly<Record<string, unknown>> {
  switch (values.text('type')) {
    case 'Kafka_SSL':
      return {
        truststore_location: values.given('truststore'),
        truststore_password: values.given('truststore_password'),
        keystore_location: values.given('keystore'),
        keystore_password: values.given('keystore_password'),
        key_password: values.given('key_password'),
      }
    case 'KRB':
      return { user_name: values.given('user'), krb5_conf: values.given('krb5_conf'), keytab: values.given('keytab') }
    default:
      return {
        user_name: values.given('user'),
        password: values.given('password'),
        certificate_location: values.given('certificate'),
      }
  }
}

export const createCredential: Action = {
  label: 'Store a log-in',
  intro: 'The password is sealed in the store, and shown to nobody again.',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', description: 'As tables name it: passwdauth', isRequired: true },
    { kind: 'choice', name: 'type', label: 'What it is', options: KINDS },
    ...secretFields(''),
  ],
  request: (values) => ({
    method: 'POST',
    path: CREDENTIALS,
    body: filled({ auth_info_name: values.text('name'), datasource_type: values.text('type'), ...secretsOf(values) }),
  }),
  stale: STALE,
}

export const changeCredential = (credential: Credential): Action => ({
  label: 'Change it',
  fields: [
    { kind: 'choice', name: 'type', label: 'What it is', options: KINDS.filter(({ value }) => value === credential.type) },
    ...secretFields(credential.userName),
  ],
  request: (values) => ({ method: 'PUT', path: CREDENTIALS, body: filled({ auth_info_name: credential.name, ...secretsOf(values) }) }),
  stale: STALE,
})

export const tieToHosts = (credential: Credential, hosts: readonly string[]): Action => ({
  label: 'Tie it to hosts',
  intro: 'It is used for these hosts and for no other.',
  fields: [{ kind: 'lines', name: 'hosts', label: 'Hosts', description: 'host or host:port a line; none: any', initial: hosts.join('\n') }],
  request: (values) => ({ method: 'PUT', path: hostsPath(credential), body: { hosts: values.lines('hosts') } }),
  stale: STALE,
})

/** @param users what cannot be read without it; undefined: nothing of what is seen */
export const deleteCredential = (credential: Credential, users: string | undefined, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `Tables that name ${credential.name} cannot be read until there is a credential of that name again${users === undefined ? '' : `: ${users}`}.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `${CREDENTIALS}/${encodeURIComponent(credential.name)}` }),
  stale: STALE,
  onDone,
})

export const hostsPath = ({ name }: Credential): string => `/causeway/v1/{project_id}/auth-infos/${encodeURIComponent(name)}/hosts`
