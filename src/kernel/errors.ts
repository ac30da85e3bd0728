/** Base of every error that the product raises on purpose. `forUser` is safe to show in Slack: no stack, no vendor string, says what to do. */
export class AppError extends Error {
  readonly code: string;
  readonly forUser: string;

  constructor(code: string, forUser: string, cause?: unknown) {
    super(forUser, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.forUser = forUser;
  }
}

/** The caller typed something that can't be taken. `field` names the input where there is one. */
export class InvalidInput extends AppError {
  readonly field: string | undefined;
  constructor(forUser: string, field?: string, cause?: unknown) {
    super('invalid_input', forUser, cause);
    this.field = field;
  }
}

export class NotFound extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('not_found', forUser, cause);
  }
}

export class Denied extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('denied', forUser, cause);
  }
}

/** A group of the configuration is missing; the words say how to connect it. */
export class NotConnected extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('not_connected', forUser, cause);
  }
}

export class RateLimited extends AppError {
  readonly retryAfterMs: number;
  constructor(forUser: string, retryAfterMs: number, cause?: unknown) {
    super('rate_limited', forUser, cause);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The other side did not answer or failed: nothing is known to have happened, trying again is allowed. */
export class Unavailable extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('unavailable', forUser, cause);
  }
}

/** It is not known whether the call took effect: never repeat blindly, look it up. */
export class UnknownOutcome extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('unknown_outcome', forUser, cause);
  }
}

/** The other side knows that this person said no to us: nothing happened, and it holds from now on. */
export class OptedOut extends AppError {
  constructor(forUser: string, cause?: unknown) {
    super('opted_out', forUser, cause);
  }
}
