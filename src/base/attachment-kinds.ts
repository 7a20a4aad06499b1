/** How the addresses of a VPC can be reached, by its name in the API: what the server, the command line and the console know of the kinds derives from this list. */
export const ATTACHMENT_KINDS = ['none', 'host', 'forward', 'ssh', 'agent', 'netns'] as const

export type AttachmentKindName = (typeof ATTACHMENT_KINDS)[number]
