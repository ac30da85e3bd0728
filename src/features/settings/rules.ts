import type { SettingKey, SettingValues, StepPlan } from './index.ts';

export const defaults: { [K in SettingKey]: { value: SettingValues[K]; reason: string } } = {
  sequencePlan: {
    value: [
      { day: 0, channel: 'email' },
      { day: 3, channel: 'linkedin' },
      { day: 7, channel: 'email' },
      { day: 12, channel: 'whatsapp_or_call' },
      { day: 18, channel: 'email' },
    ],
    reason:
      'Five touches over channels with at most three emails: a fourth email triples complaints and halves replies.',
  },
  windowStart: { value: '9:00', reason: 'Office hours where the lead is.' },
  windowEnd: { value: '17:00', reason: 'Office hours where the lead is.' },
  preferredWeekdays: { value: [2, 3, 4], reason: 'First mails are answered best from Tuesday to Thursday.' },
  emailsPerMailboxPerDay: {
    value: 25,
    reason: 'Mailbox providers judge a sender by sudden volume; 25 is the low end of what the field runs.',
  },
  newMailboxPerDay: { value: 10, reason: 'A mailbox that has sent little has no reputation to spend.' },
  newMailboxGrowthPerDay: { value: 2, reason: 'Slow growth looks like a person, because it is one.' },
  gapMinutes: { value: 8, reason: 'Nobody writes two considered mails within eight minutes.' },
  mostUnreadMinutes: {
    value: 15,
    reason: 'An answer that nobody has read stops nothing. Mail is read every two minutes, so 15 means that it fails.',
  },
  newContactsPerCompanyPerWeek: {
    value: 2,
    reason: 'Colleagues compare notes; more than two new contacts a week reads as a campaign.',
  },
  touchesPerLeadPerWeek: { value: 2, reason: 'Two touches in seven days is the most that stays polite.' },
  approvalHours: { value: 72, reason: 'What was approved for a day is stale three days later.' },
  quietEnd: { value: '8:00', reason: 'US law leaves phones alone before 8:00, wherever the office hours begin.' },
  quietStart: { value: '20:00', reason: 'Several US states leave phones alone from 20:00 on.' },
  linkedinPerDay: {
    value: 20,
    reason: 'LinkedIn restricts who writes like a machine; 20 a day is the low end of what people do by hand.',
  },
  linkedinApi: {
    value: false,
    reason:
      'LinkedIn lets approved teams send through its Messages API, and forbids it to others. Even with yes, each message is one person’s press.',
  },
  textPriceUsd: { value: 0.01, reason: 'About what a text costs; the real price differs by country.' },
  recordCalls: { value: false, reason: 'Many places want both sides to agree; a recording is announced to both.' },
  recordingDays: {
    value: 30,
    reason:
      'A recording that could not be written down is deleted at the provider after a month; one that was, at once.',
  },
  pauseFromSends: {
    value: 40,
    reason: 'Below 40 mails in 30 days one bounce says nothing; a mailbox is judged from there on.',
  },
  pauseAtBouncePercent: {
    value: 4,
    reason: 'Providers distrust a mailbox from 5 % bounces on; it pauses a step before that, over the last 30 days.',
  },
  pauseAtComplaintPercent: {
    value: 0.08,
    reason: 'Gmail wants less than 0.1 % reported as spam; it pauses a step before that, over the last 30 days.',
  },
  pauseAtAngryPercent: {
    value: 5,
    reason: 'When one mail in twenty makes somebody angry, the words or the list are wrong, over the last 30 days.',
  },
  monthlyModelBudgetUsd: { value: 0.05, reason: 'Enough for about 86 leads with the small model.' },
  monthlyMessageBudgetUsd: { value: 0.2, reason: 'Messages that cost money per piece stay rare.' },
  reviewReminderAt: { value: '08:30', reason: 'Before the first window of the day opens.' },
  dashboardWeekday: { value: 1, reason: 'Monday, before the week is planned.' },
  dashboardAt: { value: '09:00', reason: 'When the managers sit down.' },
  postalAddress: { value: '', reason: 'The law of most countries wants one in every sales mail; none can be guessed.' },
  moreMailboxes: {
    value: [],
    reason:
      'A person connects the mailbox whose address Slack has of them. Another one of theirs stands here, so that nobody connects a colleague’s.',
  },
  sendingPaused: { value: false, reason: 'The kill switch: true stops everything that leaves, at once.' },
};

export const MOST_STEPS = 8;
export const LONGEST_PLAN_DAYS = 120;
const MOST_EMAILS = 3;
export const SHORTEST_WINDOW_MINUTES = 60;

/** What is wrong with a plan, in words that follow "it"; undefined when it may run. */
export function planProblem(steps: StepPlan[]): string | undefined {
  if (steps[0]?.day !== 0) return 'begins on day 0';
  if (steps.some((one, index) => index > 0 && one.day <= (steps[index - 1]?.day ?? 0)))
    return 'has each step on a later day than the one before';
  const emails = steps.filter((one) => one.channel === 'email').length;
  return emails > MOST_EMAILS
    ? `has at most ${MOST_EMAILS} emails: a fourth one triples complaints and halves replies`
    : undefined;
}

/** Minutes after midnight of "9:00". */
export function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
