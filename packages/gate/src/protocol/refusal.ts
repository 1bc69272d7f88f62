/** Why a document or a token is not taken. Stable: they are in logs, metrics and docs. */
export const refusalCodes = [
  'malformed',
  'newer-format',
  'wrong-service',
  'unsigned',
  'unknown-key',
  'bad-signature',
  'older',
  'expired',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A document or a token that is not taken; what was held before stays. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}
