/** Pieces of a streamed result that a worker may have sent and the server not have taken yet: what a stream costs the server's memory. */
export const ROW_PIECES_AHEAD_MAX = 4
/** Characters of a piece. A piece holds whole rows, so no row of a streamed result is longer. */
export const ROW_PIECE_LENGTH_MAX = 8 << 20
