import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError, RateLimited, Unavailable, UnknownOutcome } from '../kernel/errors.ts';

/** Slack took the call and said no: it is known that nothing happened. `slackError` is Slack's own word for why. */
export class SlackRefusal extends AppError {
  readonly slackError: string;
  constructor(slackError: string, cause?: unknown) {
    super('slack_refused', 'Slack did not accept this.', cause);
    this.slackError = slackError;
  }
}

/** Errors by which Slack says "something broke", so that the call may have taken effect all the same. */
const UNSURE = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

function networkCode(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause ?? ('original' in one ? one.original : undefined)) {
    if ('code' in one && typeof one.code === 'string' && /^(E[A-Z]|UND_)/.test(one.code)) return one.code;
  }
  return '';
}

const slowWords = (seconds: number): string =>
  `Slack slows this app down just now, so this could not be shown. Try it again in ${Math.max(1, Math.ceil(seconds))} s.`;

/** What a failed call means for us; `changes` says that repeating it blindly would do it twice. */
export function translate(error: unknown, changes: boolean): unknown {
  const down = 'Slack did not answer. Try again in a minute.';
  const unsure = () => (changes ? new UnknownOutcome(down, error) : new Unavailable(down, error));
  if (error instanceof WebAPIRateLimitedError)
    return new RateLimited(slowWords(error.retryAfter), error.retryAfter * 1000, error);
  if (error instanceof WebAPIHTTPError) return unsure();
  if (error instanceof WebAPIRequestError)
    return NEVER_ARRIVED.has(networkCode(error)) ? new Unavailable(down, error) : unsure();
  if (error instanceof WebAPIPlatformError) {
    return UNSURE.has(error.data.error) ? unsure() : new SlackRefusal(error.data.error, error);
  }
  return error;
}
