import { z } from 'zod';
import type { SettingKey, SettingValues } from './index.ts';
import { LONGEST_PLAN_DAYS, MOST_STEPS, planProblem } from './rules.ts';

const time = z.string('is a time such as 9:00').regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'is a time such as 9:00');
const number = (min: number, max: number) =>
  z.number('is a number').min(min, `is at least ${min}`).max(max, `is at most ${max}`);
const whole = (min: number, max: number) => number(min, max).int('is a whole number');
const count = whole(0, 1_000);
const money = number(0, 10_000);
const share = number(0, 100);
const weekday = whole(1, 7);

const plan = z
  .array(
    z.object({
      day: whole(0, LONGEST_PLAN_DAYS),
      channel: z.enum(
        ['email', 'linkedin', 'whatsapp_or_call', 'sms_or_call', 'call'],
        'knows email, linkedin, whatsapp_or_call, sms_or_call and call',
      ),
    }),
    'is a list of steps',
  )
  .min(1, 'has at least one step')
  .max(MOST_STEPS, `has at most ${MOST_STEPS} steps`)
  .superRefine((steps, context) => {
    const message = planProblem(steps);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** What a setting may hold: whatever a person types, or stands in the database, passes here. */
export const schemas: { [K in SettingKey]: z.ZodType<SettingValues[K]> } = {
  sequencePlan: plan,
  windowStart: time,
  windowEnd: time,
  preferredWeekdays: z
    .array(weekday, 'is a list of weekdays, 1 for Monday to 7')
    .max(7, 'names a day twice')
    .refine((days) => new Set(days).size === days.length, 'names a day twice'),
  emailsPerMailboxPerDay: count,
  newMailboxPerDay: count,
  newMailboxGrowthPerDay: count,
  gapMinutes: number(0, 1_440),
  mostUnreadMinutes: whole(5, 1_440),
  newContactsPerCompanyPerWeek: count,
  touchesPerLeadPerWeek: count,
  approvalHours: whole(1, 720),
  quietEnd: time,
  quietStart: time,
  linkedinPerDay: count,
  linkedinApi: z.boolean('is yes or no'),
  textPriceUsd: money,
  recordCalls: z.boolean('is yes or no'),
  recordingDays: whole(1, 90),
  pauseFromSends: whole(1, 1_000),
  pauseAtBouncePercent: share,
  pauseAtComplaintPercent: share,
  pauseAtAngryPercent: share,
  monthlyModelBudgetUsd: money,
  monthlyMessageBudgetUsd: money,
  reviewReminderAt: time,
  dashboardWeekday: weekday,
  dashboardAt: time,
  postalAddress: z.string('is text').max(500, 'is longer than 500 characters'),
  moreMailboxes: z
    .array(
      z.object({ mailbox: z.email('names mail addresses'), belongsTo: z.email('names mail addresses') }),
      'is a list of mailboxes',
    )
    .max(500, 'is too long'),
  sendingPaused: z.boolean('is yes or no'),
};
