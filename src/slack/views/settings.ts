import type { SettingKey, Settings, SettingValues, StepPlan } from '../../features/settings/index.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, header, input, section } from './blocks.ts';
import { inline, modal, textField } from './parts.ts';

export const SETTING_VIEW = 'settings.save';

/** The kill switch has buttons of its own. */
export type ShownKey = Exclude<SettingKey, 'sendingPaused'>;

export const settingLabels: Record<ShownKey, string> = {
  postalAddress: 'Postal address below every mail',
  sequencePlan: 'Plan of the sequence',
  windowStart: 'Nothing goes out before',
  windowEnd: 'Nothing goes out after',
  preferredWeekdays: 'Weekdays for a first mail',
  emailsPerMailboxPerDay: 'Emails of a mailbox in a day',
  newMailboxPerDay: 'Emails of a new mailbox in a day',
  newMailboxGrowthPerDay: 'How many more each day, for a new mailbox',
  gapMinutes: 'Minutes between two mails of a mailbox',
  newContactsPerCompanyPerWeek: 'New contacts at a company in a week',
  touchesPerLeadPerWeek: 'Touches to a lead in a week',
  quietEnd: 'Phones are left alone until',
  quietStart: 'Phones are left alone from',
  linkedinPerDay: 'LinkedIn messages of a person in a day',
  textPriceUsd: 'Dollars that a WhatsApp or SMS is taken to cost',
  recordCalls: 'Record calls, after a notice to both sides (needs BASE_URL)',
  recordingDays: 'Days for which a recording waits to be written down',
  approvalHours: 'Hours for which an approval stands after its time',
  pauseFromSends: 'Mails in 30 days from which a mailbox is judged',
  pauseAtBouncePercent: 'Percent of mails that come back at which a mailbox pauses',
  pauseAtComplaintPercent: 'Percent of mails reported as spam at which a mailbox pauses',
  pauseAtAngryPercent: 'Percent of mails with an angry reply at which a mailbox pauses',
  monthlyModelBudgetUsd: 'Dollars a month for the model',
  monthlyMessageBudgetUsd: 'Dollars a month for messages',
  reviewReminderAt: 'Reminder of waiting drafts at',
  dashboardWeekday: 'Weekday of the dashboard',
  dashboardAt: 'Time of the dashboard',
};
const KEYS = Object.keys(settingLabels) as ShownKey[];
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const isShownKey = (key: string): key is ShownKey => Object.hasOwn(settingLabels, key);

const dayName = (weekday: number): string => DAYS[weekday - 1] ?? String(weekday);

/** A value as people read and type it. */
export function settingText(key: ShownKey, value: SettingValues[ShownKey]): string {
  if (key === 'sequencePlan')
    return (value as StepPlan[]).map((one) => `day ${one.day} ${stepWords[one.channel]}`).join(', ');
  if (key === 'preferredWeekdays') return (value as number[]).map(dayName).join(', ');
  if (key === 'dashboardWeekday') return dayName(Number(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function weekdayOf(text: string): number {
  const at = DAYS.findIndex((one) => text.trim().toLowerCase().startsWith(one.toLowerCase()));
  if (at < 0) throw new InvalidInput(`“${text.trim()}” is no weekday. Write Mon, Tue, Wed and so on.`, 'value');
  return at + 1;
}

const stepWords: Record<StepPlan['channel'], string> = {
  email: 'email',
  linkedin: 'LinkedIn',
  call: 'call',
  whatsapp_or_call: 'WhatsApp or call',
  sms_or_call: 'SMS or call',
};
const stepChannels = new Map(Object.entries(stepWords).map(([channel, said]) => [said.toLowerCase(), channel]));

function planOf(text: string): StepPlan[] {
  return text.split(/[,;\n]+/).flatMap((part) => {
    const step = /^\s*(?:day\s+)?(\d+)\s+(.+?)\s*$/i.exec(part);
    if (part.trim() === '') return [];
    const channel = stepChannels.get((step?.[2] ?? '').toLowerCase().replace(/[_\s]+/g, ' '));
    if (!step || !channel)
      throw new InvalidInput(
        'Write it as “day 0 email, day 3 LinkedIn, day 12 WhatsApp or call”: business day and channel.',
        'value',
      );
    return [{ day: Number(step[1]), channel: channel as StepPlan['channel'] }];
  });
}

const TEXTS: ReadonlySet<ShownKey> = new Set([
  'postalAddress',
  'windowStart',
  'windowEnd',
  'quietEnd',
  'quietStart',
  'reviewReminderAt',
  'dashboardAt',
]);

function yesOrNo(text: string): boolean {
  if (/^(yes|no)$/i.test(text)) return text.toLowerCase() === 'yes';
  throw new InvalidInput('Write yes or no.', 'value');
}

/** What was typed as a value; the settings themselves judge whether it may be. Throws InvalidInput for what can't be read. */
export function settingValue(key: ShownKey, typed: string): SettingValues[ShownKey] {
  const text = typed.trim();
  if (key === 'sequencePlan') return planOf(text);
  if (key === 'preferredWeekdays')
    return text
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(weekdayOf);
  if (key === 'dashboardWeekday') return weekdayOf(text);
  if (TEXTS.has(key)) return text;
  if (key === 'recordCalls') return yesOrNo(text);
  const number = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(number)) throw new InvalidInput('Write a number, such as 25.', 'value');
  return number;
}

type All = Awaited<ReturnType<Settings['all']>>;

/** Every setting with its value, and why it is as it is. */
export function settingsModal(all: All, note?: string): View {
  return modal({
    callbackId: 'settings',
    title: 'Settings',
    blocks: [
      ...(note ? [context(inline(note, 200))] : []),
      actions(button('Whom we may write to, by country', 'policy.open')),
      header('How this team sends'),
      ...KEYS.flatMap((key) => lines(key, all)),
    ],
  });
}

function lines(key: ShownKey, all: All): Block[] {
  const { value, isDefault, reason } = all[key];
  const text = settingText(key, value as SettingValues[ShownKey]);
  const shown = text === '' ? '_not set_' : inline(text, 200);
  const missing = key === 'postalAddress' && text === '' ? ' :warning: no mail leaves without it' : '';
  return [
    section(
      `*${settingLabels[key]}*: ${shown}${missing}\n_${inline(reason, 250)}_${isDefault ? '' : ' Changed here.'}`,
      button('Change', `settings.edit#${key}`, { value: key }),
    ),
  ];
}

export function settingForm(key: ShownKey, all: All, defaultText: string): View {
  const text = settingText(key, all[key].value as SettingValues[ShownKey]);
  const field = textField('value', { initial: text, max: 500, focus: true, multiline: key === 'postalAddress' });
  return modal({
    callbackId: SETTING_VIEW,
    title: 'Change a setting',
    submit: 'Save',
    close: 'Cancel',
    state: key,
    blocks: [
      input('value', settingLabels[key].slice(0, 150), field, {
        optional: key === 'postalAddress',
        hint: `${all[key].reason}${defaultText ? ` By default: ${defaultText}.` : ''}`.slice(0, 1_500),
      }),
    ],
  });
}
