import dotenv from 'dotenv';
import { z } from 'zod';
import { isZone } from './kernel/calendar.ts';

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be a web address such as https://example.com' })
  .transform((url) => (url.endsWith('/') ? url : `${url}/`));
const slackId = z.string().regex(/^[A-Z][A-Z0-9]{5,}$/, 'must be a Slack id such as U012AB3CD');
const secret = z.string().min(1);
const A_PORT = 'must be a number from 0 to 65535';
const phone = z
  .string()
  .transform((typed) => typed.replace(/^whatsapp:/, '').replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +12025550123'));

const schema = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xox[bp]-/, 'must begin with xoxb-')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must begin with xapp-')
    .optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_API_URL: baseUrl.optional(),
  ADMIN_SLACK_USER_ID: slackId.optional(),
  DASHBOARD_CHANNEL: slackId.optional(),
  THREADS_CHANNEL: slackId.optional(),
  PORT: z.coerce.number(A_PORT).int(A_PORT).min(0, A_PORT).max(65_535, A_PORT).default(3000),
  BASE_URL: baseUrl.optional(),
  DATABASE_FILE: z.string().min(1).default('data/sales.db'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  ENCRYPTION_KEY: z.string().min(16, 'must have 16 characters or more').optional(),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_BASE_URL: baseUrl.optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-6-luna'),
  OPENAI_TRANSCRIBE_MODEL: z.string().min(1).default('gpt-4o-transcribe-diarize'),
  GOOGLE_CLIENT_ID: secret.optional(),
  GOOGLE_CLIENT_SECRET: secret.optional(),
  GOOGLE_API_URL: baseUrl.optional(),
  GOOGLE_OAUTH_URL: baseUrl.optional(),
  TWILIO_ACCOUNT_SID: secret.optional(),
  TWILIO_AUTH_TOKEN: secret.optional(),
  TWILIO_API_URL: baseUrl.optional(),
  TWILIO_WHATSAPP_FROM: phone.optional(),
  TWILIO_SMS_FROM: phone.optional(),
  TWILIO_VOICE_FROM: phone.optional(),
  HUBSPOT_ACCESS_TOKEN: secret.optional(),
  HUBSPOT_CLIENT_SECRET: secret.optional(),
  HUBSPOT_API_URL: baseUrl.optional(),
  SALESFORCE_LOGIN_URL: baseUrl.optional(),
  SALESFORCE_CLIENT_ID: secret.optional(),
  SALESFORCE_CLIENT_SECRET: secret.optional(),
  SALESFORCE_USERNAME: secret.optional(),
  SALESFORCE_PRIVATE_KEY_FILE: secret.optional(),
  CLEARBIT_API_KEY: secret.optional(),
  CLEARBIT_API_URL: baseUrl.optional(),
  HUNTER_API_KEY: secret.optional(),
  HUNTER_API_URL: baseUrl.optional(),
  PDL_API_KEY: secret.optional(),
  PDL_API_URL: baseUrl.optional(),
  MODELS_DIR: z.string().min(1).default('models'),
  TIMEZONE: z.string().refine(isZone, 'must be a time zone such as Europe/Berlin').default('UTC'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info'),
});

type Values = z.output<typeof schema>;

export interface SlackConfig {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  apiUrl?: string;
  adminUserId: string;
}

export interface Config {
  /** Absent without a bot token: the simulator then stands in. */
  slack?: SlackConfig;
  dashboardChannel?: string;
  threadsChannel?: string;
  port: number;
  baseUrl?: string;
  database: { file: string; url?: string };
  encryptionKey?: string;
  openai?: { apiKey: string; baseUrl?: string; model: string; transcribeModel: string };
  google?: { clientId: string; clientSecret: string; apiUrl?: string; oauthUrl?: string };
  twilio?: {
    accountSid: string;
    authToken: string;
    apiUrl?: string;
    whatsappFrom?: string;
    smsFrom?: string;
    voiceFrom?: string;
    publicUrl?: string;
  };
  hubspot?: { accessToken: string };
  salesforce?: { loginUrl: string };
  timezone: string;
  logLevel: Values['LOG_LEVEL'];
}

/** All that is wrong with the environment, by name; values are never part of it. */
export class ConfigProblems extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration can't be used:\n${problems.map((one) => `  ${one}`).join('\n')}`);
    this.name = 'ConfigProblems';
    this.problems = problems;
  }
}

type Name = keyof typeof schema.shape;

/** Groups that only work whole: what is set of them, rightly or wrongly, and what that needs besides. */
function incomplete(v: Partial<Record<Name, string>>): string[] {
  const out: string[] = [];
  const needs = (has: unknown, name: Name, because: string) => {
    if (has && !v[name]) out.push(`${name} is missing: ${because}.`);
  };
  needs(
    v.SLACK_APP_TOKEN || v.SLACK_SIGNING_SECRET,
    'SLACK_BOT_TOKEN',
    'a Slack token or secret is set, and the app speaks through the bot token',
  );
  needs(
    v.SLACK_BOT_TOKEN,
    'ADMIN_SLACK_USER_ID',
    'with Slack tokens somebody must be the first admin (their member id, U…)',
  );
  if (v.SLACK_BOT_TOKEN && !v.SLACK_APP_TOKEN && !v.SLACK_SIGNING_SECRET) {
    out.push('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing: Slack could not reach the app.');
  }
  needs(v.GOOGLE_CLIENT_ID, 'GOOGLE_CLIENT_SECRET', 'GOOGLE_CLIENT_ID is set');
  needs(v.GOOGLE_CLIENT_SECRET, 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET is set');
  needs(v.SLACK_BOT_TOKEN && v.GOOGLE_CLIENT_ID, 'ENCRYPTION_KEY', "mailboxes' tokens are kept encrypted");
  needs(v.TWILIO_ACCOUNT_SID, 'TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID is set');
  needs(v.TWILIO_AUTH_TOKEN, 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN is set');
  const from = v.TWILIO_WHATSAPP_FROM ?? v.TWILIO_SMS_FROM ?? v.TWILIO_VOICE_FROM;
  needs(from, 'TWILIO_ACCOUNT_SID', 'a number to send from is set');
  if (v.TWILIO_ACCOUNT_SID && !from)
    out.push(
      'TWILIO_WHATSAPP_FROM, TWILIO_SMS_FROM or TWILIO_VOICE_FROM is missing: Twilio has no number to send from.',
    );
  return out;
}

function shape(v: Values): Config {
  return {
    slack:
      v.SLACK_BOT_TOKEN && v.ADMIN_SLACK_USER_ID
        ? {
            botToken: v.SLACK_BOT_TOKEN,
            appToken: v.SLACK_APP_TOKEN,
            signingSecret: v.SLACK_SIGNING_SECRET,
            apiUrl: v.SLACK_API_URL,
            adminUserId: v.ADMIN_SLACK_USER_ID,
          }
        : undefined,
    dashboardChannel: v.DASHBOARD_CHANNEL,
    threadsChannel: v.THREADS_CHANNEL,
    port: v.PORT,
    baseUrl: v.BASE_URL,
    database: { file: v.DATABASE_FILE, url: v.DATABASE_URL },
    encryptionKey: v.ENCRYPTION_KEY,
    openai: v.OPENAI_API_KEY
      ? {
          apiKey: v.OPENAI_API_KEY,
          baseUrl: v.OPENAI_BASE_URL,
          model: v.OPENAI_MODEL,
          transcribeModel: v.OPENAI_TRANSCRIBE_MODEL,
        }
      : undefined,
    google:
      v.GOOGLE_CLIENT_ID && v.GOOGLE_CLIENT_SECRET
        ? {
            clientId: v.GOOGLE_CLIENT_ID,
            clientSecret: v.GOOGLE_CLIENT_SECRET,
            apiUrl: v.GOOGLE_API_URL,
            oauthUrl: v.GOOGLE_OAUTH_URL,
          }
        : undefined,
    twilio:
      v.TWILIO_ACCOUNT_SID && v.TWILIO_AUTH_TOKEN
        ? {
            accountSid: v.TWILIO_ACCOUNT_SID,
            authToken: v.TWILIO_AUTH_TOKEN,
            apiUrl: v.TWILIO_API_URL,
            whatsappFrom: v.TWILIO_WHATSAPP_FROM,
            smsFrom: v.TWILIO_SMS_FROM,
            voiceFrom: v.TWILIO_VOICE_FROM,
            publicUrl: v.BASE_URL,
          }
        : undefined,
    hubspot: v.HUBSPOT_ACCESS_TOKEN ? { accessToken: v.HUBSPOT_ACCESS_TOKEN } : undefined,
    salesforce: v.SALESFORCE_LOGIN_URL ? { loginUrl: v.SALESFORCE_LOGIN_URL } : undefined,
    timezone: v.TIMEZONE,
    logLevel: v.LOG_LEVEL,
  };
}

/** Reads and checks the environment once. Throws ConfigProblems with everything that is wrong, by name. */
export function readConfig(env: Record<string, string | undefined>): Readonly<Config> {
  // A variable that is set to nothing, as in a copied .env.example, counts as not set.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  // A value that is wrong is there all the same: what it needs besides is said in the same breath.
  const wrong = new Map(parsed.error?.issues.map((one) => [one.path.join('.'), one.message]));
  const problems = [...[...wrong].map(([name, what]) => `${name} ${what}.`), ...incomplete(given)];
  if (!parsed.success || problems.length > 0) throw new ConfigProblems(problems);
  return Object.freeze(shape(parsed.data));
}

/** The process's own environment, with `.env` beside it where there is one. */
export function readProcessConfig(): Readonly<Config> {
  dotenv.config({ quiet: true });
  return readConfig(process.env);
}
