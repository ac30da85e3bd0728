import { AppError, InvalidInput, NotConnected, RateLimited, Unavailable, UnknownOutcome } from '../../kernel/errors.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Failure {
  status?: number;
  reason: string;
  message: string;
  retryAfterMs?: number;
}

interface Thrown {
  status?: unknown;
  code?: unknown;
  message?: unknown;
  errors?: { reason?: string }[];
  response?: { status?: number; headers?: { get?: (name: string) => string | null }; data?: { error?: unknown } };
}

function retryAfter(response: Thrown['response']): number | undefined {
  const seconds = Number(response?.headers?.get?.('retry-after'));
  return seconds > 0 ? Math.min(seconds * SECOND, DAY) : undefined;
}

/** Google's two shapes: `errors[].reason` of the API, `data.error` of the token endpoint. */
function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { reason: '', message: String(error) };
  const { status, code, message, errors, response } = error as Thrown;
  const known = [status, response?.status, code].map(Number);
  const oauth = typeof response?.data?.error === 'string' ? response.data.error : '';
  return {
    status: known.find((one) => Number.isInteger(one) && one >= 100 && one < 600),
    reason: errors?.[0]?.reason ?? oauth,
    message: String(message ?? ''),
    retryAfterMs: retryAfter(response),
  };
}

/** The HTTP status of a failure; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return failureOf(error).status;
}

/** What the call was for: one that writes a mail may be refused for good, one that sends may have been taken. */
export type Purpose = 'reads' | 'writes' | 'sends';

function refusal({ status, reason, message, retryAfterMs }: Failure, error: unknown): AppError | undefined {
  if (/invalid_grant/.test(`${reason} ${message}`) || status === 401) {
    return new NotConnected(
      'Google no longer accepts this mailbox’s permission. Please connect the mailbox again.',
      error,
    );
  }
  if (/sending limit/i.test(message)) {
    return new RateLimited('The mailbox has reached Gmail’s daily sending limit.', DAY, error);
  }
  if (status === 429 || (status === 403 && /rate|quota|limit/i.test(`${reason} ${message}`))) {
    return new RateLimited('Gmail asks for a pause.', retryAfterMs ?? 2 * MINUTE, error);
  }
  if (status === 403) {
    return new NotConnected('Google refuses this mailbox: a permission is missing. Please connect it again.', error);
  }
  return undefined;
}

/** A failure of Gmail in the product's own classes; the words of the vendor stay in `cause`. */
export function translate(error: unknown, purpose: Purpose): AppError {
  if (error instanceof AppError) return error;
  const failure = failureOf(error);
  const refused = refusal(failure, error);
  if (refused) return refused;
  if (purpose !== 'reads' && (failure.status === 400 || failure.status === 413)) {
    return new InvalidInput(
      'Gmail does not take this mail as it is. Look at the address and the words.',
      undefined,
      error,
    );
  }
  if (purpose === 'sends') {
    return new UnknownOutcome('Gmail did not say whether this mail went out. It will be looked up.', error);
  }
  return new Unavailable('Gmail did not answer. It will be tried again.', error);
}
