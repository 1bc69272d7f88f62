/** What one call of an agent holds at most; agent and server go by the same. */
export const limits = {
  /** Step files that are told of, and bytes of all that is told of them. */
  files: 500,
  hello: 4_194_304,
  /** Reports of one call, and its bytes. */
  reports: 500,
  reportBytes: 8_388_608,
  /** Pieces of output of one call, characters of each, and bytes of all. */
  pieces: 1_000,
  piece: 65_536,
  outputBytes: 4_194_304,
  /** Characters of a sentence: an error, a question, what is wrong with a file. */
  sentence: 4_000,
} as const;
