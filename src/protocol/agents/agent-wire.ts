/**
 * What the server and an agent say to each other, over TLS 1.3 that the agent dials. Spoken as HTTP/1.1 it asks for a certificate; spoken as HTTP/2, with that certificate,
 * the roles are turned: the server asks, the agent answers, and each CONNECT is one connection of a job.
 */
import { type Static, Type } from 'typebox'

/** The name in the server's certificate: what an agent's own certificate has not, so that no agent passes for the server, wherever that listens. */
export const AGENT_SERVER_NAME = 'server.agents.causeway.internal'

/** What is in flight in one connection of a job, and in all of one agent. Node takes what comes of a stream that nobody reads off the second one, so such a stream holds up no other. */
export const STREAM_WINDOW_BYTES = 16 * 1024 * 1024
export const SESSION_WINDOW_BYTES = 64 * 1024 * 1024
export const FRAME_BYTES_MAX = 65_536
/** Of all headers of one message, both ways: they are few and short. */
export const HEADER_BYTES_MAX = 4_096
export const HEADER_PAIRS_MAX = 32
/** Connections of jobs through one agent at the same time. */
export const STREAMS_MAX = 2_000
/** In megabytes, of what the library keeps for one session beside the windows. */
export const SESSION_MEMORY_MB = 64

export const ENROL_PATH = '/enrol'
export const RENEW_PATH = '/renew'
export const AUTHORITY_PATH = '/authority'
/** Asked by the server of an agent that has connected. */
export const HELLO_PATH = '/agent'
export const BODY_BYTES_MAX = 16_384

const PEM_CHARACTERS_MAX = 8_192
const Pem = Type.String({ maxLength: PEM_CHARACTERS_MAX })

export const EnrolRequest = Type.Object({ secret: Type.String({ maxLength: 100 }), request: Pem, version: Type.String({ maxLength: 40 }) })
export type EnrolRequest = Static<typeof EnrolRequest>
export const EnrolAnswer = Type.Object({
  agentId: Type.String({ maxLength: 100 }),
  name: Type.String({ maxLength: 100 }),
  vpcName: Type.String({ maxLength: 300 }),
  certificate: Pem,
})
export type EnrolAnswer = Static<typeof EnrolAnswer>
export const RenewRequest = Type.Object({ request: Pem })
export type RenewRequest = Static<typeof RenewRequest>
export const RenewAnswer = Type.Object({ certificate: Pem })
export type RenewAnswer = Static<typeof RenewAnswer>
/** To whoever gets no certificate. */
export const RefusedAnswer = Type.Object({ message: Type.String({ maxLength: 1_000 }), hint: Type.String({ maxLength: 1_000 }) })
export type RefusedAnswer = Static<typeof RefusedAnswer>

export const Hello = Type.Object({ version: Type.String({ maxLength: 40, pattern: '^[\\w.+-]*$' }) })
export type Hello = Static<typeof Hello>

/** An answer to CONNECT that is not 200 says here why: a code of the operating system. */
export const REASON_HEADER = 'causeway-reason'
/** The agent's own list does not allow the address. */
export const NOT_ALLOWED_STATUS = 403
/** It was dialled, and not reached. */
export const DIAL_FAILED_STATUS = 502

/** Why the server ends a session, as the opaque data of GOAWAY. */
export const GOODBYES = ['removed', 'expired', 'replaced', 'stopping'] as const
export type Goodbye = (typeof GOODBYES)[number]
