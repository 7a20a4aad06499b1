import { type Static, Type } from 'typebox'
import type { CredentialSecrets } from '../../control/credentials/credentials.ts'
import type { Credential, CredentialLocations } from '../../domain/credential.ts'
import { CommonName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, LIMIT_AND_OFFSET, PROJECT, ProjectPath, success } from './envelope.ts'

const PATH = '/v3/{project_id}/datasource/auth-infos'
const OLDER_PATH = '/v2.0/{project_id}/datasource/auth-infos'
const LIMIT_DEFAULT = 100

const Text = Type.Optional(Type.String({ maxLength: 65_536 }))
const FIELDS = {
  certificate_location: Text,
  key_password: Text,
  user_name: Text,
  password: Text,
  truststore_location: Text,
  truststore_password: Text,
  keystore_location: Text,
  keystore_password: Text,
  krb5_conf: Text,
  keytab: Text,
}

const AuthInfo = Type.Object({
  auth_info_name: Type.String(),
  user_name: Type.String(),
  datasource_type: Type.String(),
  certificate_location: Type.String(),
  krb5_conf: Type.String(),
  keytab: Type.String(),
  truststore_location: Type.String(),
  keystore_location: Type.String(),
  owner: Type.String(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
})

function authInfoFields(credential: Credential): Static<typeof AuthInfo> {
  return {
    auth_info_name: credential.name,
    user_name: credential.userName,
    datasource_type: credential.type,
    certificate_location: credential.locations.certificate,
    krb5_conf: credential.locations.krb5Conf,
    keytab: credential.locations.keytab,
    truststore_location: credential.locations.truststore,
    keystore_location: credential.locations.keystore,
    owner: credential.owner,
    create_time: credential.createdAt,
    update_time: credential.updatedAt,
  }
}

interface ChangeableFields {
  readonly certificate_location?: string
  readonly key_password?: string
  readonly truststore_location?: string
  readonly keystore_location?: string
  readonly krb5_conf?: string
  readonly keytab?: string
  readonly password?: string
  readonly truststore_password?: string
  readonly keystore_password?: string
}

function locationsOf(body: ChangeableFields): Partial<CredentialLocations> {
  return {
    ...(body.certificate_location === undefined ? {} : { certificate: body.certificate_location }),
    ...(body.krb5_conf === undefined ? {} : { krb5Conf: body.krb5_conf }),
    ...(body.keytab === undefined ? {} : { keytab: body.keytab }),
    ...(body.truststore_location === undefined ? {} : { truststore: body.truststore_location }),
    ...(body.keystore_location === undefined ? {} : { keystore: body.keystore_location }),
  }
}

function secretsOf(body: ChangeableFields): CredentialSecrets {
  return {
    ...(body.password === undefined ? {} : { password: body.password }),
    ...(body.truststore_password === undefined ? {} : { truststorePassword: body.truststore_password }),
    ...(body.keystore_password === undefined ? {} : { keystorePassword: body.keystore_password }),
    ...(body.key_password === undefined ? {} : { keyPassword: body.key_password }),
  }
}

const create = projectOperation({
  name: 'dli.auth-infos.create',
  protocol: 'dli',
  method: 'POST',
  path: PATH,
  otherPaths: [OLDER_PATH],
  permission: 'dli:datasourceauth:createAuth',
  summary: 'Stores a datasource authentication',
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      auth_info_name: CommonName,
      datasource_type: Type.Enum(['CSS', 'KRB', 'passwd', 'Kafka_SSL']),
      ...FIELDS,
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.credentials.create(caller, {
      name: body.auth_info_name,
      type: body.datasource_type,
      userName: body.user_name ?? '',
      locations: { certificate: '', krb5Conf: '', keytab: '', truststore: '', keystore: '', ...locationsOf(body) },
      secrets: secretsOf(body),
    })
    return { body: success() }
  },
})

/** The name filter is exact: Terraform takes the first of the list for the one it asked for. */
const list = projectOperation({
  name: 'dli.auth-infos.list',
  protocol: 'dli',
  method: 'GET',
  path: PATH,
  otherPaths: [OLDER_PATH],
  permission: 'dli:datasourceauth:showPrivileges',
  summary: 'Lists datasource authentications, without their secrets',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      auth_info_name: Type.Optional(Type.String()),
      ...LIMIT_AND_OFFSET,
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), auth_infos: Type.Array(AuthInfo) }),
  },
  handle: async ({ control, caller, query }) => {
    const wanted = query.auth_info_name ?? ''
    const { total, items } = await control.credentials.list(caller, {
      ...(wanted === '' ? {} : { name: wanted }),
      offset: query.offset ?? 0,
      limit: query.limit ?? LIMIT_DEFAULT,
    })
    return { body: { ...success(), count: total, auth_infos: items.map(authInfoFields) } }
  },
})

/** The type stays what it was; control refuses another certificate or key password, which the vendor cannot change either. */
const update = projectOperation({
  name: 'dli.auth-infos.update',
  protocol: 'dli',
  method: 'PUT',
  path: PATH,
  otherPaths: [OLDER_PATH],
  permission: 'dli:datasourceauth:updateAuth',
  summary: 'Changes a datasource authentication; jobs that start later use the new one',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ auth_info_name: Type.String({ minLength: 1 }), ...FIELDS }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.credentials.update(caller, body.auth_info_name, {
      ...(body.user_name === undefined ? {} : { userName: body.user_name }),
      locations: locationsOf(body),
      secrets: secretsOf(body),
    })
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.auth-infos.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${PATH}/{auth_info_name}`,
  otherPaths: [`${OLDER_PATH}/{auth_info_name}`],
  permission: 'dli:datasourceauth:dropAuth',
  summary: 'Deletes a datasource authentication',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, auth_info_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params }) => {
    await control.credentials.delete(caller, params.auth_info_name)
    return { body: success() }
  },
})

export const authInfoOperations: readonly Operation[] = [create, list, update, remove]
