import {
  AppError,
  Denied,
  InvalidInput,
  NotConnected,
  RateLimited,
  Unavailable,
  UnknownOutcome,
} from '../../kernel/errors.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const READ_MAX = 500;

/** Where no connection came to be, no word of the request has left. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** An answer of LinkedIn that is no success. */
class Refused extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, words: string, retryAfterMs: number | undefined) {
    super(`LinkedIn answered ${status}: ${words}`);
    this.name = 'Refused';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Its words go into the log at most: they may quote the request, never the token, which travels in a header. */
export async function failureOf(response: Response): Promise<Error> {
  const words = await response.text().catch(() => '');
  const seconds = Number(response.headers.get('retry-after'));
  return new Refused(
    response.status,
    words.slice(0, READ_MAX),
    seconds > 0 ? Math.min(seconds * SECOND, DAY) : undefined,
  );
}

/** What the call was for: one that sends may have been taken when no clear answer came. */
export type Purpose = 'grants' | 'sends';

function refusal({ status, retryAfterMs }: Refused, purpose: Purpose, cause: unknown): AppError | undefined {
  if (status === 429)
    return new RateLimited('LinkedIn asks for a pause: its limit is reached.', retryAfterMs ?? HOUR, cause);
  if (purpose === 'grants' && status >= 400 && status < 500)
    return new NotConnected(
      'LinkedIn did not give its permission. Please begin again with “/sales connect linkedin”.',
      cause,
    );
  if (status === 401)
    return new NotConnected('LinkedIn no longer accepts your permission. Please connect LinkedIn again.', cause);
  if (status === 403)
    return new Denied(
      'LinkedIn does not let this message through: it takes messages to your direct connections only, or this team is not approved for it.',
      cause,
    );
  if (status === 426)
    return new Denied('LinkedIn has ended this version of its API. An admin sets a newer LINKEDIN_VERSION.', cause);
  // 408 is a timeout of theirs: it says nothing of what became of the message.
  if (status >= 400 && status < 500 && status !== 408)
    return new InvalidInput(
      'LinkedIn does not take this message as it is. Look at the words and at whom it is for.',
      undefined,
      cause,
    );
  return undefined;
}

/** A failure of LinkedIn in the product's own classes; the words of the vendor stay in `cause`. */
export function translate(error: unknown, purpose: Purpose): AppError {
  if (error instanceof AppError) return error;
  const refused = error instanceof Refused ? refusal(error, purpose, error) : undefined;
  if (refused) return refused;
  const code = (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;
  const neverLeft = !(error instanceof Refused) && NEVER_LEFT.has(String(code));
  return purpose === 'sends' && !neverLeft
    ? new UnknownOutcome('LinkedIn did not say whether this message went out.', error)
    : new Unavailable('LinkedIn could not be reached.', error);
}
