/** The stream's name between scan and decoder: PostgreSQL's COPY … (FORMAT binary). */
export const COPY_FORMAT = 'postgres-copy-binary'
