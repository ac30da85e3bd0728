import type { Config } from './config.ts';

/** What is connected and what is not, each with the next step. Reads the configuration only. */
export function connections(config: Config): { name: string; connected: boolean; todo?: string }[] {
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
    row(
      'LinkedIn (Messages API)',
      config.linkedin && config.encryptionKey,
      'nothing to do: LinkedIn steps are tasks for a person. Only if LinkedIn has approved your team for its Messages API: set LINKEDIN_CLIENT_ID, LINKEDIN_CLIENT_SECRET and ENCRYPTION_KEY, and switch it on in /sales admin',
    ),
    ...(['whatsapp', 'sms', 'voice'] as const).map((one) => twilioRow(config, one)),
    row(
      'Recorded calls written down',
      config.openai && config.baseUrl && config.twilio?.voiceFrom,
      'set BASE_URL, TWILIO_VOICE_FROM and OPENAI_API_KEY, and let calls be recorded in /sales admin',
    ),
    row('HubSpot', config.hubspot, 'the sync comes with a later version; nothing to set yet'),
    row('Salesforce', config.salesforce, 'the sync comes with a later version; nothing to set yet'),
  ];
}

const twilioNames = { whatsapp: 'WhatsApp (Twilio)', sms: 'SMS (Twilio)', voice: 'Calls (Twilio)' };

function twilioRow(config: Config, one: keyof typeof twilioNames): { name: string; connected: boolean; todo?: string } {
  const number = config.twilio?.[`${one}From`];
  const how = one === 'voice' && !config.baseUrl ? ', not asking for a 1 first: that takes BASE_URL' : '';
  if (number) return { name: `${twilioNames[one]}, from ${number}${how}`, connected: true };
  const todo = `set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_${one.toUpperCase()}_FROM`;
  return { name: twilioNames[one], connected: false, todo };
}
