import type { ErrorKind } from '../../../base/errors.ts'

/** Whose error shape an answer has. */
export type Protocol = 'dli' | 'iam' | 'vpc' | 'causeway'

interface CodeAndStatus {
  readonly code: string
  readonly status: number
}

export interface ErrorRow {
  readonly meaning: string
  readonly dli: CodeAndStatus
  readonly vpc: CodeAndStatus
  /** IAM's nested body repeats the status as its code. */
  readonly iam: { readonly status: number; readonly title: string }
  readonly causeway: CodeAndStatus
}

/** Refusals of the layer before the domain: the vendor's gateway, or its check of the token. */
export type GatewayRefusal =
  | 'missing-token'
  | 'unreadable-token'
  | 'bad-signature'
  | 'wrong-project'
  | 'unknown-path'
  | 'not-served'
  | 'body-too-large'
  | 'encoded-body'
  | 'not-json'
  | 'headers-too-large'
  | 'request-too-slow'
  | 'range-not-met'
  | 'no-session'
  | 'wrong-host'
  | 'other-site'

const row = (
  meaning: string,
  dli: readonly [string, number],
  vpc: readonly [string, number],
  iam: readonly [number, string],
  causeway: readonly [string, number],
): ErrorRow => ({
  meaning,
  dli: { code: dli[0], status: dli[1] },
  vpc: { code: vpc[0], status: vpc[1] },
  iam: { status: iam[0], title: iam[1] },
  causeway: { code: causeway[0], status: causeway[1] },
})

/**
 * The one place where a kind of error becomes a protocol's code and status. DLI answers 400 for nearly everything, also for what is not found: its
 * clients read the code. 5xx is kept for what a client may try again.
 */
export const ERROR_TABLE: Readonly<Record<ErrorKind, ErrorRow>> = {
  'invalid-parameter': row(
    'A parameter is missing, of the wrong type or out of its range',
    ['DLI.0001', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['invalid-parameter', 400],
  ),
  'not-found': row('The object does not exist', ['DLI.0002', 400], ['VPC.0202', 404], [404, 'Not Found'], ['not-found', 404]),
  'already-exists': row(
    'An object of that name exists already',
    ['DLI.0006', 400],
    ['VPC.0115', 400],
    [409, 'Conflict'],
    ['already-exists', 409],
  ),
  'in-use': row('Something else still uses the object', ['DLI.0007', 400], ['VPC.0209', 409], [409, 'Conflict'], ['in-use', 409]),
  'expectation-broken': row(
    'The change would break an expectation that is enforced',
    ['DLI.0007', 409],
    ['VPC.0209', 409],
    [409, 'Conflict'],
    ['expectation-broken', 409],
  ),
  conflict: row(
    'Somebody else changed the object meanwhile; try again',
    ['DLI.0007', 400],
    ['VPC.0209', 409],
    [409, 'Conflict'],
    ['conflict', 409],
  ),
  'not-supported': row(
    'The operation is not possible here, or not in this state',
    ['DLI.0007', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['not-supported', 400],
  ),
  'limit-exceeded': row('A limit or quota is reached', ['DLI.1028', 400], ['VPC.0114', 409], [400, 'Bad Request'], ['limit-exceeded', 400]),
  unauthenticated: row(
    'User, password or scope is wrong',
    ['DLI.0013', 401],
    ['VPC.0008', 401],
    [401, 'Unauthorized'],
    ['unauthenticated', 401],
  ),
  forbidden: row('The caller may not do this', ['DLI.0016', 403], ['VPC.2201', 403], [403, 'Forbidden'], ['forbidden', 403]),
  'sql-syntax': row('The statement does not parse', ['DLI.0004', 400], ['VPC.0101', 400], [400, 'Bad Request'], ['sql-syntax', 400]),
  'sql-semantics': row(
    'The statement parses, but a name or a type in it is wrong',
    ['DLI.0005', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['sql-semantics', 400],
  ),
  'sql-permission': row(
    'The caller may not run this statement',
    ['DLI.0003', 400],
    ['VPC.2201', 403],
    [403, 'Forbidden'],
    ['sql-permission', 403],
  ),
  unreachable: row(
    'A remote address cannot be reached from the queue',
    ['DLI.0012', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['unreachable', 400],
  ),
  'remote-failure': row(
    'A remote database answered with an error',
    ['DLI.0999', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['remote-failure', 400],
  ),
  unschedulable: row(
    'A plan has no time at which it comes',
    ['DLI.0999', 400],
    ['VPC.0101', 400],
    [400, 'Bad Request'],
    ['unschedulable', 400],
  ),
  unavailable: row(
    'The server cannot do it at the moment; try again',
    ['DLI.0012', 503],
    ['VPC.0004', 503],
    [503, 'Service Unavailable'],
    ['unavailable', 503],
  ),
  'timed-out': row('The work took longer than its limit', ['DLI.0019', 400], ['VPC.0101', 400], [400, 'Bad Request'], ['timed-out', 400]),
  cancelled: row('The work was cancelled', ['DLI.0007', 400], ['VPC.0101', 400], [400, 'Bad Request'], ['cancelled', 400]),
  expired: row('The result is no longer kept', ['DLI.0100', 400], ['VPC.0101', 400], [400, 'Bad Request'], ['expired', 400]),
  internal: row(
    'The server failed; its log has the reason under the request id',
    ['DLI.0999', 500],
    ['VPC.0105', 500],
    [500, 'Internal Server Error'],
    ['internal', 500],
  ),
}

/** An unreadable token is a 401 although the vendor's table has 400 for its code: clients ask for a new token only when they see 401. */
export const GATEWAY_TABLE: Readonly<Record<GatewayRefusal, ErrorRow>> = {
  'missing-token': row(
    'The request has neither a token nor a signature',
    ['DLI.0013', 401],
    ['VPC.0008', 401],
    [401, 'Unauthorized'],
    ['missing-token', 401],
  ),
  'unreadable-token': row(
    'The token is not one of this server, was altered, or has expired',
    ['DLI.0015', 401],
    ['VPC.0008', 401],
    [401, 'Unauthorized'],
    ['unreadable-token', 401],
  ),
  'bad-signature': row(
    'The signature, its date or its access key is wrong',
    ['APIGW.0301', 401],
    ['APIGW.0301', 401],
    [401, 'Unauthorized'],
    ['bad-signature', 401],
  ),
  'wrong-project': row(
    'The project of the path is not one the caller may use, or the token is not scoped to it',
    ['DLI.0016', 403],
    ['VPC.0007', 403],
    [403, 'Forbidden'],
    ['wrong-project', 403],
  ),
  'not-served': row(
    'The vendor has this call, and this server does not answer it yet',
    ['APIGW.0101', 404],
    ['APIGW.0101', 404],
    [404, 'Not Found'],
    ['not-served', 404],
  ),
  'unknown-path': row('There is no such call', ['APIGW.0101', 404], ['APIGW.0101', 404], [404, 'Not Found'], ['unknown-path', 404]),
  'body-too-large': row(
    'The body is larger than this call takes: docs/reference/operations.md has each limit',
    ['DLI.0001', 413],
    ['VPC.0101', 413],
    [413, 'Payload Too Large'],
    ['body-too-large', 413],
  ),
  'encoded-body': row(
    'The body is compressed: it has to be sent as it is, without Content-Encoding',
    ['APIGW.0201', 415],
    ['APIGW.0201', 415],
    [415, 'Unsupported Media Type'],
    ['encoded-body', 415],
  ),
  'not-json': row(
    "The body of a call of Causeway's own says that it is something else than JSON in UTF-8",
    ['APIGW.0201', 415],
    ['APIGW.0201', 415],
    [415, 'Unsupported Media Type'],
    ['not-json', 415],
  ),
  'headers-too-large': row(
    'The path, the query and the headers are larger than 16 KiB, or more than 200 headers',
    ['APIGW.0201', 431],
    ['APIGW.0201', 431],
    [431, 'Request Header Fields Too Large'],
    ['headers-too-large', 431],
  ),
  'request-too-slow': row(
    'The headers did not arrive within 20 seconds, or the body within two minutes, or nothing of a file for a minute',
    ['APIGW.0201', 408],
    ['APIGW.0201', 408],
    [408, 'Request Timeout'],
    ['request-too-slow', 408],
  ),
  'range-not-met': row(
    'The object has none of the bytes that the header Range asks for',
    ['DLI.0001', 416],
    ['VPC.0101', 416],
    [416, 'Range Not Satisfiable'],
    ['range-not-met', 416],
  ),
  'no-session': row(
    'The console is not logged in, or its session has ended',
    ['DLI.0013', 401],
    ['VPC.0008', 401],
    [401, 'Unauthorized'],
    ['no-session', 401],
  ),
  'wrong-host': row(
    'The console is asked for by a name that is not known as one of this server',
    ['APIGW.0201', 421],
    ['APIGW.0201', 421],
    [421, 'Misdirected Request'],
    ['wrong-host', 421],
  ),
  'other-site': row(
    'The call of the console comes from a page of another origin',
    ['DLI.0016', 403],
    ['VPC.2201', 403],
    [403, 'Forbidden'],
    ['other-site', 403],
  ),
}
