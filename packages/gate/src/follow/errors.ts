/** Why a gate cannot start or cannot keep what it should. Stable: they are in logs and docs. */
export const gateErrorCodes = ['bad-config', 'foreign-folder', 'unwritable-folder'] as const;

export type GateErrorCode = (typeof gateErrorCodes)[number];

/** An error that a person can do something about. */
export class GateError extends Error {
  readonly code: GateErrorCode;
  /** What to do about it. */
  readonly todo: string;

  constructor(code: GateErrorCode, message: string, todo: string, options?: ErrorOptions) {
    super(`${message} ${todo}`, options);
    this.name = 'GateError';
    this.code = code;
    this.todo = todo;
  }
}
