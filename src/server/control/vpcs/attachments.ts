export { ATTACHMENT_FIELDS, ATTACHMENT_KINDS, ATTACHMENT_SECRETS, DEFAULT_ATTACHMENT } from '../../network/attachments/attachments.ts'
