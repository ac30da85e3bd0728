import {
  AppError,
  InvalidInput,
  NotConnected,
  OptedOut,
  RateLimited,
  Unavailable,
  UnknownOutcome,
} from '../../kernel/errors.ts';

const MINUTE = 60_000;

/** Twilio's codes that mean something to a person here, in words that say what to do. */
const WORDS: Record<number, string> = {
  21211: 'This is no phone number that can be reached. Look at the number.',
  21212: 'The number to send from is not one of this account. An admin looks at the configuration.',
  21408: 'The account may not send to this country. An admin opens it at Twilio.',
  21606: 'The number to send from can’t send this kind of message. An admin looks at the configuration.',
  21614: 'This is no mobile number, so it can’t be texted.',
  21617: 'The message is too long.',
  21656: 'The gaps of the template could not be filled with these words.',
  30006: 'This is a landline: it can’t be texted.',
  63003: 'This number is not on WhatsApp.',
  63007: 'The number to send from is no WhatsApp sender of this account. An admin looks at the configuration.',
  63013: 'WhatsApp refuses these words by its policy.',
  63016: 'They have not written on WhatsApp in the last 24 hours, so only an approved template may go out.',
  63024: 'This number is not on WhatsApp.',
  63049: 'WhatsApp does not deliver this template to this person now. It must not be tried again soon.',
};
const PAUSE = new Set([20429, 63018, 14107]);
const OPTED_OUT = 21610;

interface Failure {
  status?: number;
  code?: number;
}

function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return {};
  const { status, code } = error as { status?: unknown; code?: unknown };
  return {
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'number' ? code : undefined,
  };
}

/** What the words of a code are, with the code kept for whoever looks it up. */
export function wordsOf(code: number): string {
  return `${WORDS[code] ?? 'The provider does not take this message as it is.'} (${code})`;
}

/** A failure of Twilio in the product's own classes. What sends may have been taken when no clear answer came. */
export function translate(error: unknown, purpose: 'reads' | 'sends'): AppError {
  if (error instanceof AppError) return error;
  const { status, code = 0 } = failureOf(error);
  if (code === OPTED_OUT)
    return new OptedOut('This number has opted out: the provider does not deliver to it (21610).', error);
  if (status === 429 || PAUSE.has(code)) return new RateLimited('The provider asks for a pause.', 2 * MINUTE, error);
  if (status === 401 || status === 403)
    return new NotConnected(
      'Twilio refuses the credentials. An admin looks at TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
      error,
    );
  if (status !== undefined && status >= 400 && status < 500 && status !== 408)
    return new InvalidInput(wordsOf(code || status), undefined, error);
  return purpose === 'sends'
    ? new UnknownOutcome('Twilio gave no clear answer; whether it was taken will be looked up.', error)
    : new Unavailable('Twilio could not be reached.', error);
}
