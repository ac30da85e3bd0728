import { AppError, NotConnected, RateLimited, Unavailable } from '../../kernel/errors.ts';
import { UnusableAnswer } from '../../kernel/llm.ts';

interface VendorError {
  status?: number;
  code?: string | null;
  param?: string | null;
  message?: string;
  headers?: { get?(name: string): string | null };
}

export function vendorOf(error: unknown): VendorError {
  return typeof error === 'object' && error !== null ? (error as VendorError) : {};
}

const PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** How long the provider asks to wait, from `retry-after-ms` or `retry-after` (seconds or a date that is left to the default). */
export function pauseOf(error: VendorError): number {
  const ms = Number(error.headers?.get?.('retry-after-ms'));
  const seconds = Number(error.headers?.get?.('retry-after'));
  const asked = ms > 0 ? ms : seconds > 0 ? seconds * 1_000 : PAUSE_MS;
  return Math.min(asked, LONGEST_PAUSE_MS);
}

/** A 400 that is about the reasoning effort alone. */
export function isUnknownEffort(error: unknown): boolean {
  const { status, param, message } = vendorOf(error);
  return status === 400 && (param?.startsWith('reasoning') ?? /reasoning[._]effort/.test(message ?? ''));
}

/** A failure of the API as one of our errors; what it was stays as the cause, never in the words. */
export function translate(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const vendor = vendorOf(error);
  const { status, code } = vendor;
  if (code === 'insufficient_quota' || code === 'billing_hard_limit_reached') {
    return new NotConnected('The account at OpenAI has no credit left. Templates write until it has.', error);
  }
  if (status === 401 || status === 403)
    return new NotConnected('OpenAI does not accept OPENAI_API_KEY. Templates write until it does.', error);
  if (status === 404 || code === 'model_not_found')
    return new NotConnected('OpenAI does not know the model in OPENAI_MODEL. Templates write until it does.', error);
  if (status === 429)
    return new RateLimited('The model asks for a pause. Templates write meanwhile.', pauseOf(vendor), error);
  if (status === 400 || status === 413 || status === 422)
    return new UnusableAnswer('The model did not take this request.', undefined, error);
  return new Unavailable('The model did not answer. Nothing was lost; templates write meanwhile.', error);
}
