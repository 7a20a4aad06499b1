import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { ATTACHMENT_KINDS, type AttachmentKindName } from '../../../base/attachment-kinds.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { StoredAttachment } from '../../domain/stored-attachment.ts'
import type { DialFailure } from '../dial-failure.ts'
import { listed } from '../listed.ts'
import { agent } from './agent.ts'
import type { AttachmentCheck, AttachmentKind, AttachmentLink, AttachmentRequest, LinkContext, MachineView } from './attachment-kind.ts'
import { forward } from './forward.ts'
import { host } from './host.ts'
import { netns } from './netns/netns.ts'
import { none } from './none.ts'
import { ssh } from './ssh/ssh.ts'

/** Every kind. A new one is a name in base/attachment-kinds.ts, a file beside these and a case of the contract suite: the compiler names the rest. */
const KINDS = { none, host, forward, ssh, agent, netns } as const satisfies { readonly [K in AttachmentKindName]: { readonly kind: K } }

const RECORDS = Object.values(KINDS)

type SpecOf<Kind> = Kind extends AttachmentKind<infer Spec> ? Spec : never

/** How the addresses of a VPC are reached. */
export type AttachmentSpec = SpecOf<(typeof KINDS)[AttachmentKindName]>

function withKind<R>(spec: AttachmentSpec, use: <S extends AttachmentSpec>(kind: AttachmentKind<S>, spec: S) => R): R {
  switch (spec.kind) {
    case 'none':
      return use(none, spec)
    case 'host':
      return use(host, spec)
    case 'forward':
      return use(forward, spec)
    case 'agent':
      return use(agent, spec)
    case 'ssh':
      return use(ssh, spec)
    case 'netns':
      return use(netns, spec)
  }
}

const Spec = Compile(Type.Union(RECORDS.map(({ schema }) => schema)))
const isSpec = (given: StoredAttachment): given is AttachmentSpec => Spec.Check(given)

/** Of a VPC whose attachment nobody has set, or which was taken away. */
export const DEFAULT_ATTACHMENT: StoredAttachment = none.plain()

/** The fields of all kinds beside `kind`, as a request may give them. */
export const ATTACHMENT_FIELDS: Readonly<Record<string, TSchema>> = Object.fromEntries(
  RECORDS.flatMap(({ schema }) => Object.entries<TSchema>(schema.properties).filter(([name]) => name !== 'kind')),
)

/** Of those fields, the ones that are shown to nobody. */
export const ATTACHMENT_SECRETS: readonly string[] = RECORDS.flatMap((kind) => ('secret' in kind ? [kind.secret.field] : []))

/** What was kept. Throws 'internal' for what no version has written. */
export function readAttachment(stored: StoredAttachment): AttachmentSpec {
  if (isSpec(stored)) return stored
  throw new CausewayError('internal', `The attachment of a VPC, of kind ${stored.kind}, cannot be read`)
}

/** What a request gives, in its plain spelling. Throws 'invalid-parameter', also for a field that the kind does not have. */
export function attachmentOf(given: StoredAttachment): AttachmentSpec {
  if (isSpec(given)) {
    return withKind(given, (kind, spec): AttachmentSpec => {
      refuseOthers(kind, given)
      return kind.plain(spec)
    })
  }
  const kind = RECORDS.find((each) => each.kind === given.kind)
  if (kind === undefined) {
    throw new CausewayError('invalid-parameter', `There is no attachment of kind ${given.kind.slice(0, 80)}`, {
      hint: `Use ${listed(ATTACHMENT_KINDS)}.`,
    })
  }
  refuseOthers(kind, given)
  const missing = kind.schema.required.filter((name) => given[name] === undefined)
  const what = missing.length > 0 ? `lacks ${listed(missing)}` : 'is not as its kind needs it'
  throw new CausewayError('invalid-parameter', `The attachment of kind ${kind.kind} ${what}`, {
    hint: 'docs/guides/networks.md has one of each kind; causeway attach takes the fields as JSON: --with FILE.',
  })
}

function refuseOthers(
  { kind, schema, elsewhere }: Pick<AttachmentKind<AttachmentSpec>, 'kind' | 'schema' | 'elsewhere'>,
  given: StoredAttachment,
): void {
  const names = Object.keys(schema.properties)
  const others = Object.keys(given).filter((name) => !names.includes(name))
  if (others.length === 0) return
  const shown = listed(others.map((name) => JSON.stringify(name.slice(0, 40))))
  throw new CausewayError('invalid-parameter', `An attachment of kind ${kind} has no ${shown}`, {
    hint: `${names.length === 1 ? 'It has kind alone.' : `It has ${listed(names, names.length)}.`}${elsewhere === undefined ? '' : ` ${elsewhere}`}`,
  })
}

/** The secret that a request gives beside the spec; undefined when it gives none. */
export const secretGiven = (given: StoredAttachment): string | undefined =>
  isSpec(given) ? withKind(given, (kind, spec) => kind.secret?.given(spec)) : undefined

/** Which secret the attachment cannot do without; undefined when it needs none. */
export const secretNeeded = (spec: AttachmentSpec): { readonly field: string; readonly which: string } | undefined =>
  withKind(spec, ({ secret }, own) => {
    const which = secret?.needed(own)
    return secret === undefined || which === undefined ? undefined : { field: secret.field, which }
  })

export const showAttachment = (spec: AttachmentSpec): StoredAttachment => withKind(spec, (kind, own) => kind.show(own))

/** Whether something that the old attachment reached is not reached in the same way by the new one. */
export const takesAway = (old: AttachmentSpec, next: AttachmentSpec): boolean =>
  withKind(old, (kind, own) => kind.takesAway(own, isOfKind(own, next) ? next : undefined))

const isOfKind = <S extends AttachmentSpec>(spec: S, other: AttachmentSpec): other is S => other.kind === spec.kind

/** Why the settings of this machine keep the attachment from reaching anything; undefined where they do not. */
export const refusedBy = (spec: AttachmentSpec, machine: MachineView): DialFailure | undefined =>
  withKind(spec, (kind, own) => kind.refusedBy?.(own, machine))

/** The check of the attachment's own kind. */
export const checkAttachment = (spec: AttachmentSpec, request: AttachmentRequest): AttachmentCheck =>
  withKind(spec, (kind, own) => kind.check(own, request))

export const linkOf = (spec: AttachmentSpec, context: LinkContext): AttachmentLink => withKind(spec, (kind, own) => kind.link(own, context))

export const describeFailure = (spec: AttachmentSpec, code: string | undefined, address: string, dialled: string): DialFailure =>
  withKind(spec, (kind) => kind.describeFailure(code, address, dialled))
