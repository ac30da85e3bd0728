/** What a caller asks of the stand-in; `any` matches each of them but `token`. */
export type MailOperation =
  | 'any'
  | 'token'
  | 'profile'
  | 'drafts.create'
  | 'drafts.update'
  | 'drafts.send'
  | 'drafts.get'
  | 'drafts.list'
  | 'drafts.delete'
  | 'history'
  | 'messages.list'
  | 'messages.get'
  | 'messages.send'
  | 'messages.import'
  | 'threads.get'
  | 'threads.list'
  | 'other';

export type MailFault =
  | 'error500'
  | 'unavailable503'
  | 'rate429'
  | 'sending_limit429'
  | 'quota403'
  | 'unauthorized401'
  | 'not_found404'
  | 'invalid_grant'
  /** Never answers; the caller has to give up. */
  | 'hang'
  /** The connection breaks without an answer. */
  | 'cut';

export interface FaultOptions {
  times?: number;
  /** The call takes effect, and only its answer is lost (or turned into the fault). */
  taken?: boolean;
  /** Only calls of this mailbox. */
  address?: string;
}

interface Armed {
  operation: MailOperation;
  fault: MailFault;
  left: number;
  taken: boolean;
  address?: string;
}

export interface Faults {
  failNext(operation: MailOperation, fault: MailFault, options?: FaultOptions): void;
  /** Takes the next fault that is armed for this call. */
  next(operation: MailOperation, address?: string): { fault: MailFault; taken: boolean } | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  const armed: Armed[] = [];
  const matches = (one: Armed, operation: MailOperation, address?: string) =>
    one.left > 0 &&
    (one.operation === operation || (one.operation === 'any' && operation !== 'token')) &&
    (one.address === undefined || one.address.toLowerCase() === address?.toLowerCase());
  return {
    failNext(operation, fault, options = {}) {
      const { times = 1, taken = false, address } = options;
      armed.push({ operation, fault, left: times, taken, address });
    },
    next(operation, address) {
      const found = armed.find((one) => matches(one, operation, address));
      if (!found) return undefined;
      found.left -= 1;
      return { fault: found.fault, taken: found.taken };
    },
    clear() {
      armed.length = 0;
    },
  };
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An error in Google's own shape. */
export function googleError(code: number, reason: string, message: string): Answer {
  const status = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND' }[code];
  return {
    status: code,
    body: {
      error: { code, message, errors: [{ message, domain: 'global', reason }], status: status ?? 'UNAVAILABLE' },
    },
  };
}

const FAULT_ANSWERS: Record<Exclude<MailFault, 'hang' | 'cut'>, Answer> = {
  error500: googleError(500, 'backendError', 'Internal error encountered.'),
  unavailable503: googleError(503, 'backendError', 'The service is currently unavailable.'),
  rate429: {
    ...googleError(429, 'rateLimitExceeded', 'Too many concurrent requests for user.'),
    headers: { 'retry-after': '30' },
  },
  sending_limit429: googleError(429, 'rateLimitExceeded', 'User-rate limit exceeded. (Mail sending)'),
  quota403: googleError(403, 'userRateLimitExceeded', 'Quota exceeded for quota metric "Queries".'),
  unauthorized401: googleError(401, 'authError', 'Request had invalid authentication credentials.'),
  not_found404: googleError(404, 'notFound', 'Requested entity was not found.'),
  invalid_grant: {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
  },
};

/** The answer of a fault; undefined where there is none (hang, cut). */
export function answerOf(fault: MailFault): Answer | undefined {
  return fault === 'hang' || fault === 'cut' ? undefined : FAULT_ANSWERS[fault];
}
