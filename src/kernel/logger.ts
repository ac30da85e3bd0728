import { type DestinationStream, pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SECRET_KEYS = /token|secret|password|authorization|cookie|api[_-]?key|credential|private[_-]?key|refresh/i;
const PERSONAL_KEYS = /^(email|phone|subject|body|text|raw|words|note|name)$/i;
const SECRET_SHAPES =
  /\b(xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{8,}|ya29\.[\w-]+|1\/\/[\w-]{20,}|Bearer\s+[\w.~+/-]+=*|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g;

/** A copy in which values that look like, or are named like, secrets or a person's words are replaced; cycles and depth are cut. */
export function redact(value: unknown, depth = 0, key = ''): unknown {
  if (SECRET_KEYS.test(key) && value !== undefined && value !== null) return '[secret]';
  if (PERSONAL_KEYS.test(key) && typeof value === 'string') return '[personal]';
  if (typeof value === 'string') return value.replace(SECRET_SHAPES, '[secret]');
  if (value instanceof Error) return redactError(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => redact(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, redact(v, depth + 1, k)]));
}

function redactError(error: Error, depth: number): unknown {
  const code = 'code' in error ? { code: redact(error.code, depth + 1) } : {};
  const cause = error.cause === undefined || depth > 3 ? {} : { cause: redact(error.cause, depth + 1) };
  return {
    type: error.name,
    message: redact(error.message, depth + 1),
    stack: redact(error.stack, depth + 1),
    ...code,
    ...cause,
  };
}

/** JSON lines on stderr (or `destination`), so that a command's own output on stdout stays clean. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const log = pino({ level, base: null }, destination ?? pino.destination({ fd: 2, sync: true }));
  const write = (at: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) =>
    log[at](redact(fields) as object, String(redact(message)));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
