export { ATTACHMENT_FIELDS, ATTACHMENT_SECRETS, DEFAULT_ATTACHMENT } from '../../network/attachments/attachments.ts'
