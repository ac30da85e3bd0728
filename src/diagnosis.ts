import type { Config } from './config.ts';
import type { Connection, Features } from './slack/features.ts';

/** What is connected and what is not, each with the next step. Reads the configuration only. */
export function connections(config: Config): Connection[] {
  const row = (name: string, connected: unknown, todo: string) => ({
    name,
    connected: Boolean(connected),
    ...(connected ? {} : { todo }),
  });
  return [
    row(
      'Slack',
      config.slack,
      'make the app from manifest.yml, set SLACK_BOT_TOKEN, SLACK_APP_TOKEN and ADMIN_SLACK_USER_ID',
    ),
    row(
      'Dashboard channel',
      config.dashboardChannel,
      'set DASHBOARD_CHANNEL to the id of the managers’ channel and invite the app to it',
    ),
    row(
      'Living threads',
      config.threadsChannel,
      'set THREADS_CHANNEL to the id of a private channel and invite the app to it',
    ),
    row(
      'Email (Gmail)',
      config.google && config.encryptionKey,
      'set GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and ENCRYPTION_KEY',
    ),
    row('Writing by a model (OpenAI)', config.openai, 'set OPENAI_API_KEY; without it, templates write'),
    ...(['whatsapp', 'sms', 'voice'] as const).map((one) => twilioRow(config, one)),
    row('HubSpot', config.hubspot, 'the sync comes with a later version; nothing to set yet'),
    row('Salesforce', config.salesforce, 'the sync comes with a later version; nothing to set yet'),
  ];
}

const twilioNames = { whatsapp: 'WhatsApp (Twilio)', sms: 'SMS (Twilio)', voice: 'Calls (Twilio)' };

function twilioRow(config: Config, one: keyof typeof twilioNames): Connection {
  const number = config.twilio?.[`${one}From`];
  if (number) return { name: `${twilioNames[one]}, from ${number}`, connected: true };
  const todo = `set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_${one.toUpperCase()}_FROM`;
  return { name: twilioNames[one], connected: false, todo };
}

const PATIENCE_MS = 3_000;

/** What the configuration says, and how it stands with what people have connected and set. Reads only; what can't be read is told, not thrown. */
export async function diagnose(
  config: Config,
  features: Pick<Features, 'access' | 'channels' | 'settings'>,
): Promise<Connection[]> {
  const asked = [
    softly('Mailboxes of the team', () => mailboxes(features)),
    softly('Postal address', () => postalAddress(features)),
    ...(config.twilio?.whatsappFrom ? [softly('WhatsApp templates', () => templates(features))] : []),
  ];
  return [...connections(config), publicAddress(config), ...(await Promise.all(asked))];
}

async function softly(name: string, look: () => Promise<Connection>): Promise<Connection> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS).unref();
  });
  return Promise.race([look(), late]).catch(() => ({
    name,
    connected: false,
    todo: 'could not be read just now; nothing else is touched by that',
  }));
}

async function mailboxes({ access, channels }: Pick<Features, 'access' | 'channels'>): Promise<Connection> {
  const [members, boxes] = await Promise.all([access.members(), channels.mailboxes()]);
  const active = members.filter((one) => one.status === 'active');
  const nameOf = new Map(active.map((one) => [one.id, one.name]));
  const owned = boxes.filter((one) => nameOf.has(one.memberId));
  const namesIn = (state: string) =>
    owned.filter((one) => one.status === state).map((one) => nameOf.get(one.memberId) ?? '');
  const has = new Set(owned.map((one) => one.memberId));
  const reps = active.filter((one) => one.role === 'rep' && !has.has(one.id)).map((one) => one.name);
  const told = [
    listed('to be connected again', namesIn('reconnect'), 'the owner says /sales connect'),
    listed('paused', namesIn('paused'), 'the reason is in the App Home of its owner'),
    listed('reps without one', reps, 'each says /sales connect'),
  ].filter(Boolean);
  const ready = namesIn('active').length;
  const name = `Mailboxes of the team: ${ready} connected`;
  if (ready > 0 && told.length === 0) return { name, connected: true };
  return { name, connected: false, todo: told.join('. ') || 'nobody has connected one yet: /sales connect' };
}

const SHOWN_NAMES = 5;

function listed(what: string, names: string[], todo: string): string {
  const more = names.length - SHOWN_NAMES;
  const shown = `${names.slice(0, SHOWN_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return names.length === 0 ? '' : `${names.length} ${what} (${shown}): ${todo}`;
}

function publicAddress(config: Config): Connection {
  const name = 'Public address (BASE_URL)';
  if (config.baseUrl) return { name: `${name}, ${config.baseUrl}`, connected: true };
  const todo =
    'not set, which works: a no comes by answering the mail instead of a link, Twilio is asked for messages and reports every minute, and a call rings both sides without “press 1”. Set it to the https address at which the web reaches this process';
  return { name, connected: false, todo };
}

async function postalAddress({ settings }: Pick<Features, 'settings'>): Promise<Connection> {
  const name = 'Postal address below every mail';
  if ((await settings.get('postalAddress')).trim()) return { name, connected: true };
  return { name, connected: false, todo: 'no mail leaves without one: /sales admin, Settings' };
}

async function templates({ channels }: Pick<Features, 'channels'>): Promise<Connection> {
  const found = await channels.templates();
  if (found.length > 0) return { name: `WhatsApp templates: ${found.length} approved`, connected: true };
  const todo = 'none is approved, so nobody can be written to first on WhatsApp: add one in Twilio’s console';
  return { name: 'WhatsApp templates', connected: false, todo };
}
